// An administrator's day, in the language given: the first administrator adds people and a token, proposes a
// tariff and sees what it costs, another one approves it; desks and limits; a meter, an account, its card;
// the books are read, verified and exported. Run by office_administrator.py.
import { ask, desktop, live, look, places, seen, signIn } from "./browser_story.mjs";

async function complaint(page, name) {
  await page.waitForSelector(`#${name}-complaint`);
  return page.innerText(`#${name}-complaint`);
}

async function people(page) {
  await page.goto(`${places.office}/people`);
  await page.fill("form[action='/people/add'] input[name=name]", "nina");
  await page.selectOption("select[name=role]", "clerk");
  await page.fill("input[name=password]", "short");
  await page.keyboard.press("Enter");
  seen.passwordComplaint = await complaint(page, "password");
  await look(page, "people-complaint");
  await page.fill("input[name=password]", "nina-password");
  await page.dblclick("form[action='/people/add'] button");
  await page.waitForSelector("td:text('nina')");
  await page.fill("input[name=label]", "billing");
  await page.click("form[action='/people/token'] button");
  await page.waitForSelector("#token");
  seen.token = await page.innerText("#token");
  await page.reload();
  seen.tokenAgain = await page.innerText("main [role=status]");
  await page.goto(`${places.office}/people`);
  seen.people = await page.innerText("main");
  await look(page, "people");
}

async function proposeTariff(page) {
  await page.goto(`${places.office}/tariffs`);
  await page.fill("input[name=name]", "Home");
  await page.fill("input[name=price]", "31 cents");
  await page.fill("input[name=tax]", "20");
  await page.fill("input[name=valid_from]", "2020-06-01");
  await page.fill("input[name=from_2]", "100");
  await page.click("form[action='/tariffs/propose'] button:not(.secondary)");
  seen.priceComplaint = await complaint(page, "price");
  seen.stepComplaint = await complaint(page, "price_2");
  await page.fill("input[name=price]", "0.40");
  await page.fill("input[name=price_2]", "0.50");
  await page.fill("input[name=charge]", "3");
  await page.waitForFunction(() => document.querySelector("#costs table") !== null);
  seen.costs = await page.innerText("#costs");
  await look(page, "tariff-costs");
  await page.click("form[action='/tariffs/propose'] button:not(.secondary)");
  await page.waitForFunction(() => document.querySelectorAll("main table tbody tr").length === 2);
  await page.goto(`${places.office}/approvals`);
  seen.ownApprovals = await page.locator("form[action^='/approvals/tariffs/']").count();
}

async function setUpDesk(page) {
  await page.goto(`${places.office}/desks`);
  await page.fill("input[name=desk]", "counter-1");
  await page.fill("input[name=limit]", "-5");
  await page.keyboard.press("Enter");
  seen.limitComplaint = await complaint(page, "limit");
  await page.fill("input[name=limit]", "1000");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("main table")?.innerText.includes("1000.00"));
  await look(page, "desks");
}

async function firstAdministrator(page) {
  await signIn(page, "grace");
  await people(page);
  await proposeTariff(page);
  await setUpDesk(page);
}

async function openAccount(page) {
  await page.goto(`${places.office}/accounts/new`);
  await page.fill("input[name=new_meter]", "meter");
  await page.click("form[action='/accounts/meter'] button");
  seen.meterComplaint = await complaint(page, "new_meter");
  await page.fill("input[name=new_meter]", places.meter);
  await page.click("form[action='/accounts/meter'] button");
  await page.waitForSelector("[role=status]");
  await page.fill("input[name=name]", "Amina Diallo");
  await page.fill("input[name=address]", "12 River Lane");
  await look(page, "new-account");
  await page.click("form[action='/accounts/open'] button");
  await page.waitForURL(/customers/);
  await page.click("form[action$='/card'] button");
  seen.noBlank = await page.innerText("main [role=alert]");
  await ask("insert");
  await page.click("form[action$='/card'] button");
  await page.waitForFunction((serial) => document.querySelector("#card-of-meter")?.innerText.includes(serial), places.serial);
  await look(page, "customer-with-card");
  await ask("pull");
}

async function secondAdministrator(page) {
  await signIn(page, "henry");
  await page.goto(`${places.office}/approvals`);
  seen.approval = await page.innerText("main");
  await look(page, "approvals");
  await page.click("form[action^='/approvals/tariffs/'] button");
  await page.waitForFunction(() => document.querySelector("form[action^='/approvals/tariffs/']") === null);
  await openAccount(page);
  await page.goto(`${places.office}/tariffs`);
  seen.tariffs = await page.innerText("main table");
}

async function books(page) {
  await signIn(page, "grace");
  await page.goto(`${places.office}/books`);
  await page.click("form[action='/books/proof'] button");
  await page.waitForSelector("#proof .good");
  seen.proof = await page.innerText("#proof");
  await look(page, "books");
  const [journal] = await Promise.all([page.waitForEvent("download"), page.click("form[action='/books/journal'] button")]);
  seen.journal = (await (await journal.createReadStream()).toArray()).join("");
  const [audit] = await Promise.all([page.waitForEvent("download"), page.click("a[href^='/books/audit']")]);
  seen.audit = (await (await audit.createReadStream()).toArray()).join("");
}

await live([[desktop, firstAdministrator], [desktop, secondAdministrator], [desktop, books]]);
