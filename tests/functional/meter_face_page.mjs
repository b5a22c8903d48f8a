// A new user in a real browser: buys at the office's counter, goes to the meter's page, puts the card
// in, sees the credit, uses energy, tries the leakage protection and the main switch, holds a magnet
// to the meter, opens its cover, lets current leak, cuts the mains, finds the events of it all in both
// languages, asks for a card that is gone. Run by meter_face_page.py.
import { ask, live, places, seen } from "./browser_story.mjs";

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
    // Of the lines in the colours of face.js: how many columns of the picture each crosses.
    const columnsOf = ([red, green, blue]) => {
      const columns = new Set();
      for (let i = 0; i < pixels.length; i += 4) {
        const apart = Math.abs(pixels[i] - red) + Math.abs(pixels[i + 1] - green) + Math.abs(pixels[i + 2] - blue);
        if (pixels[i + 3] > 200 && apart < 40) columns.add((i / 4) % canvas.width);
      }
      return columns.size;
    };
    return { power: columnsOf([0xc0, 0x52, 0x2a]), remaining: columnsOf([0x0b, 0x6e, 0x4f]), width: canvas.width };
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

async function openTheCover(page) {
  await page.click("#cover-button");
  await page.waitForSelector("#events li[data-kind=cover_opened]");
  seen.coverOpen = await page.getAttribute("#cover", "class");
  await page.click("#cover-button");
  await page.waitForSelector("#events li[data-kind=cover_closed]");
}

async function leakToEarth(page) {
  const before = await page.locator("#events li[data-kind=supply_opened]").count();
  await page.locator("#leak").fill("60");
  await page.waitForFunction((told) => document.querySelectorAll("#events li[data-kind=supply_opened]").length > told, before);
  await page.waitForSelector("#alarm-lamp.lit");
  seen.leaked = { event: await page.locator("#events li[data-kind=supply_opened]").first().innerText(),
    advice: await page.innerText("#advice"), signs: await page.innerText("#signs") };
  await page.locator("#leak").fill("0");
  await page.waitForFunction(() => document.getElementById("leak-out").textContent === "0 mA");
  await page.click("#key-reset");
  await page.waitForSelector("#supply-lamp.lit");
}

async function askForACardThatIsGone(page) {
  await page.evaluate(() => { document.getElementById("cards").append(new Option("gone", "gone.card")); });
  await page.selectOption("#cards", "gone.card");
  await page.click("#card-button");
  await page.waitForSelector("#complaint:not([hidden])");
  seen.refused = await page.innerText("#complaint");
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
  await askForACardThatIsGone(page);
  seen.chinese = await page.innerText("body");
  await page.screenshot({ path: `${places.pictures}/face-8-chinese.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(300); // the plot takes the new width
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.screenshot({ path: `${places.pictures}/face-9-telephone.png`, fullPage: true });
}

async function tryTheMeter(page) {
  await buyAtTheOffice(page);
  await putTheCardIn(page);
  await seeTheCredit(page);
  await useEnergy(page);
  await testTheProtection(page);
  await holdAMagnetToIt(page);
  await openTheCover(page);
  await leakToEarth(page);
  await cutTheMains(page);
  await findTheEvents(page);
  await lookOtherwise(page);
}

await live([[{ viewport: { width: 1440, height: 1000 } }, tryTheMeter]]);
