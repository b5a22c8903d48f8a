// A new user in a real browser: sees at the office what was bought, goes to the meter's page, puts
// the card in, sees the credit, uses energy, tries the leakage protection and the main switch, holds
// a magnet to the meter and finds the event. Prints what was seen as one JSON object. Run by
// meter_face_page.py, which names the places.
import { chromium } from "playwright-core";

const places = JSON.parse(process.argv[2]);
const seen = { complaints: [] };

async function lookAtTheOffice(page) {
  await page.goto(places.office);
  await page.fill("input[name=name]", "wen");
  await page.fill("input[name=password]", "wen-password");
  await page.click("main button");
  await page.waitForSelector(`text=${places.meter}`);
  seen.office = await page.innerText("body");
  await page.screenshot({ path: `${places.pictures}/face-1-office.png` });
}

async function putTheCardIn(page) {
  await page.goto(places.face);
  await page.waitForSelector("#reasons li");
  seen.before = { advice: await page.innerText("#advice"), reasons: await page.innerText("#reasons") };
  await page.screenshot({ path: `${places.pictures}/face-2-before.png` });
  await page.selectOption("#cards", places.card);
  await page.click("#card-button");
  await page.waitForSelector("#supply-lamp.lit");
  await page.waitForSelector("#card.in");
  seen.insertion = await page.innerText("#insertion");
  seen.lit = await page.locator("#lcd .on").count();
  await page.waitForTimeout(500); // the card slides in
  await page.screenshot({ path: `${places.pictures}/face-3-credited.png` });
  await page.click("#card-button");
  await page.waitForSelector("#card.out");
}

async function seeTheCredit(page) {
  for (const name of ["remaining", "total ordered", "purchases"]) {
    await page.click("#key-display");
    await page.waitForFunction((wanted) => document.getElementById("page-name").textContent === wanted, name);
    (seen.pages ??= []).push(await page.innerText("#reading"));
  }
}

async function useEnergy(page) {
  await page.selectOption("#speed", "600");
  await page.locator("#load").fill("4000");
  await page.waitForSelector("#pulse-lamp.lit");
  await page.waitForTimeout(2500); // some of the plot
  seen.plot = await page.evaluate(() => {
    const canvas = document.querySelector("#plot canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value) => value !== 0);
  });
  await page.selectOption("#speed", "60");
}

async function testTheProtection(page) {
  await page.click("#key-test");
  await page.waitForSelector("#reasons li");
  seen.tripped = { reasons: await page.innerText("#reasons"), advice: await page.innerText("#advice") };
  await page.screenshot({ path: `${places.pictures}/face-4-leakage.png` });
  await page.click("#key-reset");
  await page.waitForSelector("#supply-lamp.lit");
  await page.click("#key-off");
  await page.waitForSelector("#reasons li");
  seen.byHand = await page.innerText("#reasons");
  await page.click("#key-on");
  await page.waitForSelector("#supply-lamp.lit");
}

async function holdAMagnetToIt(page) {
  await page.click("#magnet-button");
  await page.waitForSelector("#events li[data-kind=strong_magnet]");
  await page.waitForSelector("#signs li");
  seen.event = await page.innerText("#events li[data-kind=strong_magnet]");
  seen.signs = await page.innerText("#signs");
  await page.screenshot({ path: `${places.pictures}/face-5-magnet.png`, fullPage: true });
  await page.click("#magnet-button");
}

async function lookOtherwise(page) {
  await page.click("[data-language=zh]");
  await page.waitForFunction(() => document.title && document.documentElement.lang === "zh");
  seen.chinese = await page.innerText("body");
  await page.screenshot({ path: `${places.pictures}/face-6-chinese.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(300); // the plot takes the new width
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.screenshot({ path: `${places.pictures}/face-7-telephone.png`, fullPage: true });
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true,
  args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.complaints.push(message.text());
  });
  await lookAtTheOffice(page);
  await putTheCardIn(page);
  await seeTheCredit(page);
  await useEnergy(page);
  await testTheProtection(page);
  await holdAMagnetToIt(page);
  await lookOtherwise(page);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
