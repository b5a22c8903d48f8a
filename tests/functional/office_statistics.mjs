// A supervisor looks at every statistic in a real browser. Prints what was seen as one JSON object.
// Run by office_statistics.py, which names the places.
import { chromium } from "playwright-core";

const places = JSON.parse(process.argv[2]);
const seen = { complaints: [], pages: {} };

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true,
  args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.complaints.push(message.text());
  });
  const enter = async (name, where) => {
    await where.goto(places.office);
    await where.fill("input[name=name]", name);
    await where.fill("input[name=password]", `${name}-password`);
    await where.click("main button");
    await where.waitForSelector(`header >> text=${name}`);
  };
  const clerk = await (await browser.newContext()).newPage();
  await enter("wen", clerk);
  const refused = await clerk.request.get(`${places.office}/statistics`);
  seen.clerk = { links: await clerk.locator("text=Statistics").count(), status: refused.status() };
  await enter("samuel", page);
  await page.click("text=Statistics");
  for (const [language, names] of Object.entries(places.pages)) {
    for (const name of names) {
      await page.goto(`${places.office}/statistics/${name}${name.includes("?") ? "&" : "?"}lang=${language}`);
      seen.pages[`${language} ${name}`] = await page.evaluate(() => ({
        text: document.querySelector("main").innerText,
        plots: [...document.querySelectorAll("[data-bars]")].map((place) => {
          const canvas = place.querySelector("canvas");
          return canvas !== null && canvas.getContext("2d")
            .getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
        }),
        rows: [...document.querySelectorAll("#figures tbody tr")]
          .map((row) => [...row.cells].map((cell) => cell.innerText)),
      }));
    }
  }
  await page.goto(`${places.office}/statistics/sales?lang=en`);
  await page.selectOption("select[name=by]", "tariff");
  await page.click("text=Show");
  await page.waitForSelector("text=Home");
  await page.screenshot({ path: `${places.pictures}/statistics.png`, fullPage: true });
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=As CSV")]);
  seen.file = file.suggestedFilename();
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
