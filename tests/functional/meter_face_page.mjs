// A new user in a real browser: buys at the office's counter, goes to the meter's page, puts the card
// in, sees the credit, uses energy, tries the leakage protection and the main switch, holds a magnet
// to the meter, cuts the mains, finds the events of it all in both languages. Prints what was seen as one JSON object. Run by
// meter_face_page.py, which names the places and moves the card at the office: this program prints
// "insert" or "pull" and goes on when a line comes back.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const places = JSON.parse(process.argv[2]);
const seen = { complaints: [] };

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function ask(what) {
  console.log(what);
  await lines.next();
}

async function buyAtTheOffice(page) {
  await page.goto(`${places.office}counter?lang=en`);
  await page.fill("input[name=name]", "wen");
  await page.fill("input[name=password]", "wen-password");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#card");
  await page.fill("input[name=cash]", "20");
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/counter/shift/close']");
  await ask("insert");
  await page.waitForSelector("#amount");
  seen.customer = await page.innerText("main");
  await page.fill("input[name=amount]", "30");
  await page.click("text=kWh");
  await page.waitForFunction(() => document.querySelector("#quote tfoot")?.innerText.includes("11.16"));
  await page.focus("input[name=amount]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await page.keyboard.press("Enter");
  await page.waitForSelector("text=The order is on the card");
  seen.office = await page.innerText("main");
  await page.screenshot({ path: `${places.pictures}/face-1-office.png` });
  await ask("pull");
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
  seen.cardName = await page.evaluate(() => {
    const [name, plastic] = ["#card-name", "#card rect"].map((part) => document.querySelector(part).getBoundingClientRect());
    return { text: document.querySelector("#card-name").textContent, inside: name.left >= plastic.left && name.right <= plastic.right };
  });
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

async function cutTheMains(page) {
  await page.selectOption("#speed", "1");
  await page.click("#mains-button");
  await page.waitForFunction(() => document.getElementById("advice").textContent.includes("reserve"));
  seen.onReserve = await page.innerText("#advice");
  await page.selectOption("#speed", "600");
  await page.waitForFunction(() => document.querySelectorAll("#lcd .on").length === 0);
  seen.dark = { advice: await page.innerText("#advice"), lit: await page.locator("#lcd .on").count() };
  await page.screenshot({ path: `${places.pictures}/face-6-dark.png` });
  await page.click("#mains-button");
  await page.waitForSelector("#supply-lamp.lit");
  await page.selectOption("#speed", "60");
  await page.waitForSelector("#events li[data-kind=started]");
  await page.waitForSelector("#events li[data-kind=strong_magnet_ended]");
}

// All of the list, without its scroll bar.
async function findTheEvents(page) {
  seen.events = await page.innerText("#events");
  await page.evaluate(() => { document.getElementById("events").style.maxHeight = "none"; });
  await page.screenshot({ path: `${places.pictures}/face-7-events.png`, fullPage: true });
}

async function lookOtherwise(page) {
  await page.click("[data-language=zh]");
  await page.waitForFunction(() => document.title && document.documentElement.lang === "zh");
  seen.chinese = await page.innerText("body");
  await page.screenshot({ path: `${places.pictures}/face-8-chinese.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(300); // the plot takes the new width
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.screenshot({ path: `${places.pictures}/face-9-telephone.png`, fullPage: true });
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
  await buyAtTheOffice(page);
  await putTheCardIn(page);
  await seeTheCredit(page);
  await useEnergy(page);
  await testTheProtection(page);
  await holdAMagnetToIt(page);
  await cutTheMains(page);
  await findTheEvents(page);
  await lookOtherwise(page);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
process.exit(0);
