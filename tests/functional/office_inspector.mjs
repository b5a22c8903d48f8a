// An inspector's day on a phone, in the language given: a supervisor makes a round of whom to inspect and
// writes its field card; the inspector looks at the list and at a customer, visits, reads the card back
// at the desk, sees what it brought and reports another card lost. Run by office_inspector.py.
import { ask, desktop, live, look, phone, places, seen, signIn } from "./browser_story.mjs";

async function supervisor(page) {
  await signIn(page, "samuel");
  await page.goto(`${places.office}/inspections`);
  for (const meter of places.meters) await page.check(`input[name=meter-${meter}]`);
  await look(page, "make-round");
  await page.click("main form button");
  await page.waitForSelector("input[name=meters]");
  seen.asked = await page.inputValue("input[name=meters]");
  seen.carrier = await page.locator("select[name=carrier] option:checked").innerText();
  await page.fill("input[name=meters]", "4711 and 4712");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#meters-complaint");
  seen.metersComplaint = await page.innerText("#meters-complaint");
  await page.fill("input[name=meters]", places.meters.join(" "));
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  seen.withoutCard = await page.innerText("[role=alert]");
  await look(page, "no-field-card");
  await ask("insert");
  await page.click("main form button");
  await page.waitForURL(/rounds\/[0-9A-F]{16}/);
  seen.issued = await page.innerText("main");
  await ask("pull");
}

async function inspector(page) {
  await page.goto(`${places.office}/sign-in?lang=${places.language}`);
  await look(page, "sign-in");
  await signIn(page, "ines");
  seen.home = new URL(page.url()).pathname;
  seen.whom = await page.innerText("main");
  await look(page, "whom");
  await page.tap(`a[href='/customers/${places.meters[0]}']`);
  await page.waitForURL(/customers/);
  seen.customer = await page.innerText("main");
  await look(page, "customer");
  await page.goto(`${places.office}/rounds`);
  await look(page, "rounds");
  await page.tap("ul.cards a");
  await page.waitForURL(/rounds\/[0-9A-F]{16}/);
  seen.round = await page.innerText("main");
  await look(page, "round");
  await ask("visit");
  await ask("insert");
  await page.goto(`${places.office}/rounds`);
  await page.tap("form[action='/rounds/read'] button");
  await page.waitForSelector("[role=status]");
  seen.brought = await page.innerText("main");
  await look(page, "brought");
  await page.goto(`${places.office}/findings`);
  seen.findings = await page.innerText("main");
  await look(page, "findings");
  await page.goto(`${places.office}/inspections`);
  seen.whomAfter = await page.innerText("main");
  await page.goto(`${places.office}/rounds`);
  await page.tap("ul.cards a");
  await page.waitForSelector("form[action$='/loss']");
  await page.tap("form[action$='/loss'] button");
  await page.waitForFunction(() => document.querySelector("form[action$='/loss']") === null);
  seen.lost = await page.innerText("main");
}

await live([[desktop, supervisor], [phone, inspector]]);
