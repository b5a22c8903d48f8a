// A clerk's, a supervisor's and an auditor's day in a real browser, in the language given: the shift, a sale with
// the card, its reversal, money back, what waits for a second person. Each page is looked at by
// axe-core. Prints what was seen as one JSON object. Run by office_days.py, which names the places
// and moves the card: this program prints "insert" or "pull" and goes on when a line comes back.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const places = JSON.parse(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const seen = { complaints: [], violations: [], looked: [] };
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function ask(what) {
  console.log(what);
  await lines.next();
}

// Keeps a picture of the page and what axe-core finds wrong with it.
async function look(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document));
  for (const violation of found.violations) {
    seen.violations.push(`${name}: ${violation.id} at ${violation.nodes.map((node) => node.target).join(", ")}`);
  }
  seen.looked.push(name);
  await page.screenshot({ path: `${places.pictures}/day-${places.language}-${name}.png`, fullPage: true });
}

async function signIn(page, name) {
  await page.goto(`${places.office}/sign-in?lang=${places.language}`);
  if (name === "wen") await look(page, "sign-in");
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", `${name}-password`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav");
}

async function clerk(page) {
  await signIn(page, "wen");
  await page.goto(`${places.office}/counter?desk=counter-1`);
  await page.waitForSelector("#card");
  await page.fill("input[name=cash]", "50");
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/counter/shift/close']");
  await look(page, "counter");
  await ask("insert");
  await page.waitForSelector("#amount");
  await look(page, "customer-at-counter");
  await page.keyboard.type("20");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await look(page, "price");
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/counter/reverse']");
  await look(page, "receipt");
  await page.click("form[action='/counter/reverse'] button");
  await page.waitForSelector("form[action$='/pay']");
  await look(page, "reversed");
  await page.click("form[action$='/pay'] button");
  await page.waitForFunction(() => document.querySelector("form[action$='/pay']") === null);
  seen.paid = await page.innerText("main");
  await page.selectOption("select[name=kind]", "free_issue");
  await page.fill("input[name=energy]", "5");
  await page.click("form[action$='/adjust'] button");
  await page.waitForSelector("form[action$='/decline']");
  seen.own = await page.locator("form[action$='/approve']").count();
  await page.goto(`${places.office}/`);
  await look(page, "overview");
}

async function supervisor(page) {
  await signIn(page, "samuel");
  await page.goto(`${places.office}/approvals`);
  await page.waitForSelector("form[action$='/approve']");
  await look(page, "approvals");
  await page.click("form[action$='/approve'] button");
  await page.waitForFunction(() => document.querySelector("form[action$='/approve']") === null);
  await page.click("form[action^='/approvals/tariffs/'] button");
  await page.waitForFunction(() => document.querySelector("form[action^='/approvals/tariffs/']") === null);
  await page.goto(`${places.office}/customers/${places.meter}`);
  await page.click("form[action$='/block'] button");
  await page.waitForSelector("input[name=is_blocked][value=no]", { state: "attached" });
  await look(page, "customer-blocked");
  await page.click("form[action$='/block'] button");
  await page.waitForSelector("input[name=is_blocked][value=yes]", { state: "attached" });
  seen.customer = await page.innerText("main");
}

async function auditor(page) {
  await signIn(page, "ada");
  await page.goto(`${places.office}/books`);
  await look(page, "books");
  seen.books = await page.innerText("main");
  await page.goto(`${places.office}/findings`);
  await look(page, "findings");
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true,
  args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
try {
  for (const day of [clerk, supervisor, auditor]) {
    // axe-core is brought in by the driver, not by the page: its policy allows only the office's own.
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => seen.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") seen.complaints.push(message.text());
    });
    await day(page);
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
process.exit(0);
