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
}

/** Opens a page, hands it over with the faults that its console and its scripts told, and closes it. */
export async function withPage(
  browser: Browser,
  { width, scheme, hasScript = true }: Looks,
  use: (page: Page, faults: string[], context: BrowserContext) => Promise<void>,
): Promise<void> {
  const isPhone = width < 768;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: hasScript,
    isMobile: isPhone,
    hasTouch: isPhone,
  });
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
    await context.close();
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
