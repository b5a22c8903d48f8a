// A clerk's, a supervisor's and an auditor's day in a real browser, in the language given: the shift, a sale with
// the card, its reversal, money back, what waits for a second person. Each page is looked at by
// axe-core. Run by office_days.py, which names the places and moves the card.
import { ask, desktop, live, look, places, seen, signIn } from "./browser_story.mjs";

async function clerk(page) {
  await page.goto(`${places.office}/sign-in?lang=${places.language}`);
  await look(page, "sign-in");
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

await live([[desktop, clerk], [desktop, supervisor], [desktop, auditor]]);
