// A clerk at the counter in a real browser: signs in, opens the shift, waits for a card, sells by
// digits and Enter, sells with change, sees what is wrong beside its field, sends a form twice, pulls
// the card in the middle and writes the order afterwards, closes the shift, looks at it in Chinese.
// Prints what was seen as one JSON object. Run by office_counter_page.py, which names the places and
// moves the card: this program prints "insert" or "pull" and goes on when a line comes back.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const places = JSON.parse(process.argv[2]);
const seen = { complaints: [], presses: 0 };
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function ask(what) {
  console.log(what);
  await lines.next();
}

// Keys as a clerk presses them; digits are not counted.
async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    if (!/^[0-9.]$/.test(key)) seen.presses += 1;
  }
}

async function picture(page, name) {
  await page.screenshot({ path: `${places.pictures}/counter-${name}.png`, fullPage: true });
}

async function signIn(page) {
  await page.goto(places.office + "/counter");
  await page.keyboard.type("wen");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wen-password");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#card");
  seen.waiting = await page.innerText("main");
}

async function openTheShift(page) {
  await page.fill("input[name=cash]", "a lot");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#cash-complaint");
  seen.shiftComplaint = await page.innerText("#cash-complaint");
  await page.fill("input[name=cash]", "20");
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/counter/shift/close']");
  seen.shift = await page.innerText("main");
  await picture(page, "1-waiting");
}

async function sellTheUsual(page) {
  await ask("insert");
  await page.waitForSelector("#amount");
  seen.customer = await page.innerText("main");
  await picture(page, "2-card-read");
  await press(page, "5", "0");
  await page.waitForFunction(() => document.querySelector("#quote tfoot")?.innerText.includes("50.00"));
  seen.quote = await page.innerText("#quote");
  await press(page, "Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await picture(page, "3-price");
  await press(page, "Enter");
  await page.waitForSelector("text=The order is on the card");
  seen.pressesOfASale = seen.presses;
  seen.receipt = await page.innerText("main");
  await picture(page, "4-receipt");
}

async function sellWithChange(page) {
  await page.waitForTimeout(1500); // the same card does not come up again by itself
  seen.staysOnTheReceipt = page.url();
  await ask("pull");
  await ask("insert");
  await page.waitForSelector("#amount");
  await page.keyboard.type("a few");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#amount-complaint");
  seen.amountComplaint = await page.innerText("#amount-complaint");
  await picture(page, "5-complaint");
  await page.fill("input[name=amount]", "10");
  await page.click("text=kWh");
  await page.waitForFunction(() => document.querySelector("#quote tfoot")?.innerText.includes("3.72"));
  await page.focus("input[name=amount]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await page.keyboard.type("3");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#tendered-complaint");
  seen.tenderedComplaint = await page.innerText("#tendered-complaint");
  await page.fill("input[name=tendered]", "5");
  await Promise.all([page.waitForURL(/receipts/), page.dblclick("form[action='/counter/sell'] button")]);
  seen.change = await page.innerText(".change");
  await page.reload();
  seen.afterReload = await page.innerText("h2");
  await picture(page, "6-change");
}

async function pullTheCardInTheMiddle(page) {
  await ask("pull");
  await ask("insert");
  await page.waitForSelector("#amount");
  await page.keyboard.press("Enter"); // as much as the last time
  await page.waitForSelector("input[name=tendered]:focus");
  await ask("pull");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  seen.pulled = await page.innerText("[role=alert]");
  await ask("insert");
  await page.click("form[action='/counter/sell'] button");
  await page.waitForSelector("text=The order is on the card");
  seen.afterPull = await page.innerText("h2");
}

async function sellWithoutTheCard(page) {
  await page.keyboard.press("Enter"); // to the next customer
  await page.waitForSelector("input[name=meter]");
  await page.fill("input[name=meter]", "99");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#meter-complaint");
  seen.noSuchMeter = await page.innerText("#meter-complaint");
  await page.fill("input[name=meter]", places.meter);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#amount");
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await page.selectOption("select[name=means]", "mobile_money");
  await page.click("form[action='/counter/sell'] button");
  await page.waitForSelector("form[action='/counter/write']");
  seen.waits = await page.innerText("main");
  await picture(page, "7-order-waits");
  await page.click("form[action='/counter/write'] button");
  await page.waitForSelector("text=The order is on the card");
}

async function closeTheShift(page) {
  await ask("pull");
  await page.goto(`${places.office}/counter?desk=counter-1&lang=zh`);
  seen.chinese = await page.innerText("body");
  await picture(page, "8-chinese");
  await page.goto(`${places.office}/counter/sale?desk=counter-1&meter=${places.meter}`);
  seen.chineseSale = await page.innerText("main");
  await picture(page, "9-chinese-sale");
  await page.goto(`${places.office}/counter?desk=counter-1&lang=en`);
  await page.fill("input[name=cash]", "92.44");
  await page.click("form[action='/counter/shift/close'] button");
  await page.waitForSelector("text=The shift is closed.");
  seen.closed = await page.innerText("main");
}

// What people who cannot see the page depend on.
async function lookForLabels(page) {
  seen.unlabelled = await page.evaluate(() =>
    [...document.querySelectorAll("input:not([type=hidden]), select, button")]
      .filter((field) => field.tagName === "BUTTON" ? !field.innerText.trim() : !field.labels?.length)
      .map((field) => field.outerHTML));
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true,
  args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("console", (message) => {
    // A form that was refused is answered with its status; that is no fault of the page.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) seen.complaints.push(message.text());
  });
  await signIn(page);
  await openTheShift(page);
  await lookForLabels(page);
  await sellTheUsual(page);
  await sellWithChange(page);
  await pullTheCardInTheMiddle(page);
  await sellWithoutTheCard(page);
  await closeTheShift(page);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
process.exit(0);
