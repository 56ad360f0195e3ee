import assert from "node:assert/strict";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where Debian, Ubuntu, Alpine and macOS put it; `CHROMIUM` names another place. */
const PLACES = [
  Deno.env.get("CHROMIUM"),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const CHROMIUM = PLACES.find((path) => path !== undefined && isFile(path));

/** Whether there is a browser; without it the tests of pages are ignored. */
export const hasBrowser = CHROMIUM !== undefined;

/** Stands behind the name of a test that is ignored without a browser. */
export const browserNote = hasBrowser
  ? ""
  : " (ignored: there is no Chromium; apt-get install chromium, or name one in CHROMIUM)";

/** Starts Chromium; nothing of it goes out to the network by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...Deno.build.os === "linux" && Deno.uid() === 0 ? ["--no-sandbox"] : [],
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What a page is looked at with. */
export interface Looks {
  readonly width: number;
  readonly scheme: "dark" | "light";
  readonly hasScript?: boolean;
  /** With cookies and a cache of its own: where either is what is looked at. */
  readonly isApart?: boolean;
}

/** Windows of one kind share cookies and cache, as a person's do: opening each anew costs a second. */
const contexts = new WeakMap<Browser, Map<string, Promise<BrowserContext>>>();

/** Opens a page, hands it over with the faults that its console and its scripts told, and closes it. */
export async function withPage(
  browser: Browser,
  looks: Looks,
  use: (page: Page, faults: string[], context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await (looks.isApart ? newContext(browser, looks) : sharedContext(browser, looks));
  const already = new Set(context.pages());
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    // Chromium counts every answer of 4xx as an error: a page that isn't there is none.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  page.on("pageerror", ({ message }) => faults.push(message));
  try {
    await use(page, faults, context);
  } finally {
    if (looks.isApart) await context.close();
    else await Promise.all(context.pages().filter((each) => !already.has(each)).map((each) => each.close()));
  }
}

/** What axe finds serious or worse, in a line each; where only colours have changed since, that alone is looked at. */
export async function seriousFindings(page: Page, areColoursAlone = false): Promise<string[]> {
  // Through the debugger's door: the page's own policy lets no script in.
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (areColoursAlone) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({
        resultTypes: ["violations"],
        ...areColoursAlone && { runOnly: ["color-contrast"] },
      }),
    areColoursAlone,
  );
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`)
    );
}

/** Looks at a page that is open at some widths, dark and light: nothing that axe finds serious, no fault, no sideways scrolling. */
export async function looksRight(
  page: Page,
  faults: readonly string[],
  widths: readonly number[],
  what: string,
): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
      const where = `${what} at ${width}, ${colorScheme}`, isLight = colorScheme === "light";
      // Light differs from dark by colours, which are the same at every width.
      if (!isLight || width === widths[0]) {
        assert.deepEqual(await seriousFindings(page, isLight), [], where);
      }
      assert.deepEqual(faults, [], where);
      const tooWide = await page.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
      assert.equal(tooWide, 0, `${where} is wider than the window`);
    }
  }
}

function sharedContext(browser: Browser, looks: Looks): Promise<BrowserContext> {
  const ours = contexts.get(browser) ?? new Map<string, Promise<BrowserContext>>();
  contexts.set(browser, ours);
  const key = JSON.stringify([looks.width, looks.scheme, looks.hasScript ?? true]);
  const context = ours.get(key) ?? newContext(browser, looks);
  ours.set(key, context);
  return context;
}

function newContext(
  browser: Browser,
  { width, scheme, hasScript = true }: Looks,
): Promise<BrowserContext> {
  const isPhone = width < 768;
  return browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: hasScript,
    isMobile: isPhone,
    hasTouch: isPhone,
  });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
