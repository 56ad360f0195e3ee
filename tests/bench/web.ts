/**
 * `deno task bench:web`: how long a newcomer waits for the page, what it weighs, and whether it keeps up with the engine. It starts
 * the site as `deno task start` does, once with nothing built and once again, and looks at it in Chromium.
 */
import { gzipSync } from "node:zlib";
import { command } from "../../tasks/command.ts";
import { print } from "../../tasks/terminal.ts";
import { hasBrowser, launchBrowser } from "../pages/browser.ts";
import { StartedSite } from "../pages/started_site.ts";
import { watchMany } from "./many_replays.ts";
import type { Browser, Page } from "playwright-core";

const ROOT = new URL("../../", import.meta.url);

/** See the top of this file. */
export const benchWeb = command({
  name: "bench:web",
  summary:
    "Measures the page: from start to bars, its weight, frames a second while it replays, seeks in a million bars.",
  flags: {
    rounds: { type: "number", help: "seeks of each kind", default: 15, integer: true, min: 3, max: 99 },
  },
  async run({ flags: { rounds } }) {
    if (!hasBrowser) {
      print("There is no Chromium: apt-get install chromium, or name one in CHROMIUM.");
      return 1;
    }
    await Deno.remove(new URL("dist/", ROOT), { recursive: true }).catch(() => {});
    await using browser = await launchBrowser();
    row("First start, nothing built, to bars drawn", await firstBars(browser), "s", "≤ 10");
    row("Second start to bars drawn", await firstBars(browser), "s", "≤ 3");
    await using site = await StartedSite.start();
    await weigh(browser, site.origin);
    await keepUp(browser, site.origin, rounds);
    await watchTwenty();
  },
});

/** Seconds from the command to a chart with bars on it, the browser's own start left out. */
async function firstBars(browser: Browser): Promise<number> {
  const beganMs = performance.now();
  await using site = await StartedSite.start();
  const id = await newReplay(site.origin, "aapl_1d", 300);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${site.origin}/replay/${id}`);
  await barsDrawn(page);
  const seconds = (performance.now() - beganMs) / 1000;
  await page.close();
  return seconds;
}

async function newReplay(origin: string, dataSet: string, step: number): Promise<string> {
  const response = await fetch(`${origin}/api/v1/replays`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ strategy: "ema_crossover", dataSet, step }),
  });
  return (await response.json()).id;
}

/** Waits until a price chart has been painted and the bar's figures stand beside it. */
async function barsDrawn(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const canvas = document.querySelector(".tv-lightweight-charts canvas") as HTMLCanvasElement | null;
      return canvas !== null && canvas.width > 0 && /\bO\s*[\d,.]+/.test(document.body.innerText);
    },
    undefined,
    { timeout: 30_000 },
  );
}

/** Script of each page as it travels, and when its largest part was painted. */
async function weigh(browser: Browser, origin: string): Promise<void> {
  const id = await newReplay(origin, "aapl_1d", 300);
  print("\n                                            script, kB gzipped   largest paint, ms");
  for (
    const [name, path] of [["Home", "/"], ["Strategies", "/strategies"], ["Replay", `/replay/${id}`]] as const
  ) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage(), scripts: Promise<number>[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() !== "script") return;
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
    });
    await page.goto(origin + path);
    if (name === "Replay") await barsDrawn(page);
    await page.waitForTimeout(500);
    const paintMs = await page.evaluate(() =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime))
          .observe({ type: "largest-contentful-paint", buffered: true });
        setTimeout(() => resolve(NaN), 1_000);
      })
    );
    const bytes = (await Promise.all(scripts)).reduce((sum, each) => sum + each, 0);
    const wanted = name === "Replay" ? "≤ 120, ≤ 1,000" : "0, ≤ 1,000";
    print(
      `${name.padEnd(44)}${(bytes / 1000).toFixed(1).padStart(18)}${
        paintMs.toFixed(0).padStart(20)
      }   ${wanted}`,
    );
    await context.close();
  }
}

/** A replay of a million one-minute bars, as fast as it goes, watched; then seeks. */
async function keepUp(browser: Browser, origin: string, rounds: number): Promise<void> {
  const id = await newReplay(origin, "synth_1m", 0);
  const control = async (body: unknown) => {
    const response = await fetch(`${origin}/api/v1/replays/${id}/control`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    await response.body?.cancel();
  };
  const stands = async () => {
    const { step } = await (await fetch(`${origin}/api/v1/replays/${id}`)).json() as { step: number };
    return step;
  };
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${origin}/replay/${id}`);
  await control({ action: "seek", step: 500 });
  await barsDrawn(page);
  /** Plays the whole run and gives frames and bars a second. */
  const play = async (barsPerSecond: number | "max") => {
    await control({ action: "seek", step: 500 });
    // Whatever was run before is forgotten once something is asked for by hand, so that it works for every bar anew.
    await control({ action: "command", command: { kind: "cancel" } });
    // What is counted is playing: the picture of a jump over a million bars has been drawn by then.
    await page.waitForTimeout(500);
    await page.evaluate(countFrames);
    const beganMs = performance.now();
    await control({ action: "play", barsPerSecond });
    // Asked seldom while it is paced: asking takes the processor that is being measured.
    const everyMs = barsPerSecond === "max" ? 10 : 200;
    while (await stands() < 1_000_000) await new Promise((resolve) => setTimeout(resolve, everyMs));
    const seconds = (performance.now() - beganMs) / 1000;
    const frames = await page.evaluate(() => (globalThis as unknown as { frames: number }).frames);
    return { framesPerSecond: frames / seconds, barsPerSecond: (1_000_000 - 500) / seconds };
  };
  const paced = [], fastest = [];
  for (let round = 0; round < 7; round++) {
    paced.push(await play(1_000_000));
    fastest.push(await play("max"));
  }
  print("");
  row(
    "Frames a second at a million bars a second",
    median(paced.map((each) => each.framesPerSecond)),
    "",
    "≥ 50",
  );
  row(
    "As fast as it goes, millions of bars a second",
    median(fastest.map((each) => each.barsPerSecond)) / 1e6,
    "",
    "≥ 1",
  );
  const far: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const step = 1 + (round * 618_033) % 999_999;
    const beganMs = performance.now();
    await control({ action: "seek", step });
    far.push(performance.now() - beganMs);
  }
  row("Seek in a million bars, median", median(far), "ms", "≤ 150");
  row("  and the slowest", Math.max(...far), "ms");
}

/** Twenty replays in real time, each watched by a browser's worth of messages. */
async function watchTwenty(): Promise<void> {
  await using site = await StartedSite.start();
  const seen = await watchMany({
    origin: site.origin,
    pid: site.pid,
    replays: 20,
    barsPerSecond: 100,
    seconds: 20,
  });
  row(`${seen.replays} replays at once, bars a second of each`, seen.barsPerSecond, "", "100");
  row("  the server's memory at most", seen.megabytesMax, "MB", "≤ 400");
  row(`  fills lost, and doubled, of ${seen.fills}`, seen.lost + seen.doubled, "", "0");
}

/** In the page: counts animation frames from now on. */
function countFrames(): void {
  const counted = globalThis as unknown as { frames: number; isCounting?: boolean };
  counted.frames = 0;
  if (counted.isCounting) return;
  counted.isCounting = true;
  const next = () => {
    counted.frames++;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

function row(what: string, value: number, unit: string, wanted = ""): void {
  print(`${what.padEnd(44)}${value.toFixed(2).padStart(10)} ${unit.padEnd(4)}${wanted}`.trimEnd());
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (import.meta.main) await benchWeb.main();
