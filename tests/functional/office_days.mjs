// A clerk's, a supervisor's and an auditor's day in a real browser, in the language given: the shift, a sale with
// the card, receipts, a reversal, money back, a lost card, a sale without the card, a customer who is
// blocked, what waits for a second person. Run by office_days.py, which names the places and moves the card.
import { ask, desktop, live, look, places, seen, signIn } from "./browser_story.mjs";

// Keys of a sale besides the digits of its amount.
let presses = 0;
async function press(page, key) {
  await page.keyboard.press(key);
  if (!/^[0-9.]$/.test(key)) presses += 1;
}

async function openShift(page) {
  await page.goto(`${places.office}/counter?desk=counter-1`);
  await page.waitForSelector("#card");
  await page.fill("input[name=cash]", "50");
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/counter/shift/close']");
  await look(page, "counter");
}

async function usualSale(page) {
  await ask("insert");
  await page.waitForSelector("#amount");
  await look(page, "customer-at-counter");
  for (const digit of "20") await press(page, digit);
  await press(page, "Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await look(page, "price");
  await press(page, "Enter");
  await page.waitForSelector("form[action='/counter/reverse']");
  seen.presses = presses;
  await look(page, "receipt");
}

// A receipt is printed once as the original, then as a copy: what each paper says.
async function reprint(page) {
  seen.papers = [];
  for (let print = 0; print < 2; print += 1) {
    const [paper] = await Promise.all([page.context().waitForEvent("page"),
      page.click("form[action='/counter/print'] >> nth=1 >> button")]);
    seen.papers.push(await paper.innerText("body"));
    await paper.close();
    await page.reload();
  }
}

async function reverseAndPayBack(page) {
  await page.click("form[action='/counter/reverse'] button");
  await page.waitForSelector("form[action$='/pay']");
  await look(page, "reversed");
  await page.click("form[action$='/pay'] button");
  await page.waitForFunction(() => document.querySelector("form[action$='/pay']") === null);
  seen.paid = await page.innerText("main");
}

async function askFreeIssue(page) {
  await page.selectOption("select[name=kind]", "free_issue");
  await page.fill("input[name=energy]", "a few");
  await page.click("form[action$='/adjust'] button");
  await page.waitForSelector("#energy-complaint");
  seen.energyComplaint = await page.innerText("#energy-complaint");
  await page.fill("input[name=energy]", "5");
  await page.click("form[action$='/adjust'] button");
  await page.waitForSelector("form[action$='/decline']");
  seen.own = await page.locator("form[action$='/approve']").count();
}

async function replaceLostCard(page) {
  await ask("pull");
  await ask("blank");
  await ask("insert");
  await page.click("form[action$='/card'] button");
  await page.waitForFunction((serial) => document.querySelector("#card-of-meter")?.innerText.includes(serial), places.nextCard);
  seen.replaced = await page.innerText("#card-of-meter");
  await look(page, "card-replaced");
}

async function sellWithoutTheCard(page) {
  await ask("pull");
  await page.click("a[href*='card=no']");
  await page.waitForSelector("#amount");
  await page.keyboard.type("15");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await page.keyboard.press("Enter");
  await page.waitForSelector("form[action='/counter/write']");
  await look(page, "order-waits");
  await Promise.all([page.waitForEvent("load"), page.click("form[action='/counter/write'] button")]);
  seen.notWritten = await page.innerText("main");
  await ask("insert");
  await page.click("form[action='/counter/write'] button");
  await page.waitForSelector(".good");
  await ask("pull");
}

async function askCorrection(page) {
  await page.goto(`${places.office}/customers/${places.meter}`);
  await page.selectOption("select[name=kind]", { index: 0 }); // the newest sale
  await Promise.all([page.waitForEvent("load"), page.click("form[action$='/adjust'] button")]);
  seen.correction = await page.innerText("main [role=alert]");
}

async function closeShift(page) {
  await page.goto(`${places.office}/counter?desk=counter-1`);
  await page.fill("input[name=cash]", "60");
  await page.click("form[action='/counter/shift/close'] button");
  await page.waitForSelector("form[action='/counter/shift/open']");
  seen.closed = await page.innerText("main");
  await look(page, "shift-closed");
}

async function clerk(page) {
  await page.goto(`${places.office}/sign-in?lang=${places.language}`);
  await look(page, "sign-in");
  await signIn(page, "wen");
  for (const part of [openShift, usualSale, reprint, reverseAndPayBack, askFreeIssue, replaceLostCard,
    sellWithoutTheCard, askCorrection, closeShift]) await part(page);
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
  for (const kind of ["tariffs", "shifts"]) {
    await page.click(`form[action^='/approvals/${kind}/'] button`);
    await page.waitForFunction((of) => document.querySelector(`form[action^='/approvals/${of}/']`) === null, kind);
  }
  await page.goto(`${places.office}/customers/${places.meter}`);
  seen.customer = await page.innerText("main");
  await page.click("form[action$='/block'] button");
  await page.waitForSelector("input[name=is_blocked][value=no]", { state: "attached" });
  await look(page, "customer-blocked");
}

async function clerkMeetsBlockedCustomer(page) {
  await signIn(page, "wen");
  await page.goto(`${places.office}/counter/sale?desk=counter-1&meter=${places.meter}&card=no`);
  await page.fill("input[name=amount]", "10");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#amount-complaint");
  seen.blocked = await page.innerText("#amount-complaint");
  await look(page, "sale-refused");
}

async function supervisorUnblocks(page) {
  await signIn(page, "samuel");
  await page.goto(`${places.office}/customers/${places.meter}`);
  await page.click("form[action$='/block'] button");
  await page.waitForSelector("input[name=is_blocked][value=yes]", { state: "attached" });
}

async function auditor(page) {
  await signIn(page, "ada");
  await page.goto(`${places.office}/books`);
  await look(page, "books");
  seen.books = await page.innerText("main");
  await page.goto(`${places.office}/findings`);
  await look(page, "findings");
}

await live([[desktop, clerk], [desktop, supervisor], [desktop, clerkMeetsBlockedCustomer], [desktop, supervisorUnblocks],
  [desktop, auditor]]);
