/**
 * `deno task screenshots`: pictures of every page for the README and for whoever changes one, into docs/images: desktop and phone, dark
 * and light. Pages are shown as they are after a backtest and a replay of the sample data.
 */
import { command } from "../../tasks/command.ts";
import { print } from "../../tasks/terminal.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { LocalExchange } from "../server/local_exchange.ts";
import { StartedSite } from "./started_site.ts";

const FOLDER = new URL("../../docs/images/", import.meta.url);
const DESKTOP = { width: 1440, height: 900 }, PHONE = { width: 375, height: 812 };

/** The market's speed, and how long a session trades before its picture is taken. */
const SPEED = 300, SESSION_MS = 24_000;

/** See the top of this file. */
export const screenshots = command({
  name: "screenshots",
  summary: "Takes pictures of every page into docs/images.",
  flags: {},
  async run() {
    if (!hasBrowser) {
      print("There is no Chromium: apt-get install chromium, or name one in CHROMIUM.");
      return 1;
    }
    await Deno.mkdir(FOLDER, { recursive: true });
    await using exchange = await LocalExchange.open(SPEED, Date.UTC(2024, 0, 1, 12));
    await using site = await StartedSite.start("--exchange", exchange.origin);
    await using browser = await launchBrowser();
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${site.origin}/api/v1/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return (await response.json()).id as string;
    };
    const run = await post("runs", { strategy: "ema_crossover", dataSet: "aapl_1d" });
    const replay = await post("replays", { strategy: "ema_crossover", dataSet: "aapl_1d", step: 722 });
    const session = await post("sessions", {
      strategy: "ema_crossover",
      params: { fast: 4, slow: 12 },
      venue: "binance",
      symbols: ["BTCUSDT"],
      account: { direction: "both" },
      exchange: { speed: SPEED },
    });
    await new Promise((resolve) => setTimeout(resolve, SESSION_MS));
    const pages: readonly (readonly [name: string, path: string])[] = [
      ["home", "/"],
      ["replay", `/replay/${replay}`],
      ["replays", "/replay"],
      ["backtest", "/backtest"],
      ["result", `/backtest/${run}`],
      ["strategies", "/strategies"],
      ["strategy", "/strategies/ema_crossover"],
      ["paper", "/paper"],
      ["session", `/paper/${session}`],
    ];
    for (const [name, path] of pages) {
      for (const scheme of ["dark", "light"] as const) {
        for (const [width, viewport] of [["desktop", DESKTOP], ["phone", PHONE]] as const) {
          const page = await browser.newPage({ viewport, colorScheme: scheme });
          // A session's page is never idle.
          await page.goto(site.origin + path, { waitUntil: name === "session" ? "load" : "networkidle" });
          if (name === "replay" || name === "session") {
            await page.waitForSelector(".tv-lightweight-charts canvas");
          }
          await page.waitForTimeout(700);
          const file = `${name}-${width}-${scheme}.png`;
          await page.screenshot({ path: new URL(file, FOLDER).pathname });
          print(file);
          await page.close();
        }
      }
    }
  },
});

if (import.meta.main) await screenshots.main();
