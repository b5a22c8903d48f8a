// What every story in a browser shares: people who sign in, pages that axe-core looks at, pictures, and
// cards that somebody else moves. A story prints what it saw as one JSON object. On the way it prints
// what is to be done at the desk ("insert", "pull", ...) and goes on when a line comes back (browser_story.py).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

export const places = JSON.parse(process.argv[2]);
export const seen = { complaints: [], violations: [], looked: [], wider: [] };
export const desktop = { viewport: { width: 1280, height: 1000 } };
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function ask(what) {
  console.log(what);
  await lines.next();
}

// Keeps a picture of the page, what axe-core finds wrong with it, and whether it is wider than the screen.
export async function look(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document));
  for (const violation of found.violations) {
    seen.violations.push(`${name}: ${violation.id} at ${violation.nodes.map((node) => node.target).join(", ")}`);
  }
  if (await page.evaluate(() => document.scrollingElement.scrollWidth > window.innerWidth)) seen.wider.push(name);
  seen.looked.push(name);
  await page.screenshot({ path: `${places.pictures}/${places.story}-${places.language}-${name}.png`, fullPage: true });
}

export async function signIn(page, name) {
  await page.goto(`${places.office}/sign-in?lang=${places.language}`);
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", `${name}-password`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav");
}

// Each of `days` is a person's: a screen and what they do on a page of their own. What the browser
// complains of is kept, but for the answers that a day expects to be refused: those are its business.
export async function live(days) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true,
    args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
  try {
    for (const [screen, day] of days) {
      // axe-core is brought in by the driver, not by the page: its policy allows only the office's own.
      const context = await browser.newContext(screen);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on("pageerror", (error) => seen.complaints.push(error.message));
      page.on("console", (message) => {
        const isRefusal = /status of (4\d\d)/.test(message.text());
        if (message.type() === "error" && !isRefusal) seen.complaints.push(message.text());
      });
      await day(page);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(seen));
  process.exit(0);
}
