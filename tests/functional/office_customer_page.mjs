// A clerk looks a customer up in a real browser. Prints what was seen as one JSON object. Run by
// office_customer_page.py, which names the places.
import { chromium } from "playwright-core";

const places = JSON.parse(process.argv[2]);
const seen = { complaints: [] };

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true,
  args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.complaints.push(message.text());
  });
  await page.goto(places.office);
  await page.fill("input[name=name]", "wen");
  await page.fill("input[name=password]", "wen-password");
  await page.click("main button");
  await page.waitForSelector("text=Amina Diallo");
  await page.goto(`${places.office}/customers/${places.meter}`);
  await page.waitForSelector("[data-plot] canvas");
  seen.page = await page.innerText("main");
  seen.plots = await page.evaluate(() => [...document.querySelectorAll("[data-plot] canvas")].map((canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value) => value !== 0);
  }));
  seen.months = await page.evaluate(() => [...document.querySelectorAll("#months tbody tr")]
    .map((row) => [...row.cells].map((cell) => cell.innerText)));
  await page.screenshot({ path: `${places.pictures}/customer.png`, fullPage: true });
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
