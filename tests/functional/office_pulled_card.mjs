// A card is torn out of the reader some milliseconds into a sale, again and again at another moment. The page
// says what is known; the clerk puts the card back and presses the button that the page offers. Run by
// office_pulled_card.py.
import { ask, desktop, live, places, seen, signIn } from "./browser_story.mjs";

const onCard = ".good[role=status]";
const offered = "form[action='/counter/sell'] button, form[action='/counter/write'] button";

async function pulledAt(page, milliseconds) {
  await page.goto(`${places.office}/counter?desk=counter-1`);
  await ask("insert");
  await page.waitForSelector("#amount");
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await page.waitForSelector("input[name=tendered]:focus");
  await Promise.all([page.keyboard.press("Enter"), ask(`tear ${milliseconds}`)]);
  await page.waitForSelector(`${onCard}, main [role=alert]`);
  const visit = { milliseconds, said: await page.innerText(`${onCard}, main [role=alert]`), presses: 0 };
  if ((await page.locator(onCard).count()) === 0) {
    await ask("insert");
    for (; (await page.locator(onCard).count()) === 0 && visit.presses < 3; visit.presses += 1) {
      await Promise.all([page.waitForEvent("load"), page.click(offered)]);
    }
    await ask("pull");
  }
  visit.ended = await page.innerText(onCard);
  seen.visits.push(visit);
}

async function clerk(page) {
  seen.visits = [];
  await signIn(page, "wen");
  for (const milliseconds of places.moments) await pulledAt(page, milliseconds);
}

await live([[desktop, clerk]]);
