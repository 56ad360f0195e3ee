/** The replay's page as a person uses it: Debian's Chromium against `deno task start`. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import {
  browserNote,
  hasBrowser,
  launchBrowser,
  type Looks,
  looksRight,
  withPage,
} from "../pages/browser.ts";
import { StartedSite } from "../pages/started_site.ts";
import { ReplayReader } from "./replay_reader.ts";

let site: StartedSite, browser: Browser;

Deno.test.beforeAll(async () => {
  if (!hasBrowser) return;
  site = await StartedSite.start();
  browser = await launchBrowser();
});

Deno.test.afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

replayTest("from the list of data sets to bars moving, in one click", async (page) => {
  await page.goto(`${site.origin}/replay`);
  await page.locator("button:has-text('Replay')").first().click();
  await page.waitForURL(/\/replay\/\w/);
  await page.waitForSelector(".chart-main canvas");
  const reader = new ReplayReader(page), from = await reader.step();
  await page.click("[aria-label='Play']");
  await reader.goesBeyond(from + 3);
  await page.click("[aria-label='Pause']");
  await page.waitForSelector("[aria-label='Play']");
  assert.ok(await countDrawn(page) > 10_000, "candles are drawn");
});

replayTest("plays at the speed that is chosen, and rests when it is told to", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 100 }));
  await page.selectOption("[aria-label='Speed, bars a second']", "64");
  await page.locator(".speed").blur();
  await reader.press("Space");
  await reader.goesBeyond(130);
  await reader.press("Space");
  await page.waitForSelector("[aria-label='Play']");
  const rested = await reader.step();
  await page.waitForTimeout(200);
  assert.equal(await reader.step(), rested);
});

replayTest("steps forward and back to the same bar, with the same words and figures", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 650 }));
  await reader.standsAt(650);
  const before = await reader.reading();
  await reader.press("ArrowRight");
  await reader.standsAt(651);
  assert.notEqual(await reader.reading(), before);
  await reader.press("ArrowLeft");
  await reader.standsAt(650);
  await settled(page, () => reader.reading(), before);
  await reader.press("Shift+ArrowRight");
  await reader.standsAt(660);
  await reader.press("Shift+ArrowLeft");
  await reader.standsAt(650);
  await settled(page, () => reader.reading(), before);
});

replayTest("goes to the next signal, order, fill, and says what happened", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 600 }));
  await reader.press("n");
  await reader.goesBeyond(600);
  await page.waitForSelector(".stage.has-acted:has-text('signal')");
  const signalAt = await reader.step();
  assert.match(await reader.announced(), /fast crossed/);
  await reader.press("f");
  await reader.goesBeyond(signalAt);
  assert.match(await reader.announced(), /Filled: (buy|sell) /);
  assert.match(await page.locator(".stage.has-acted").first().innerText(), /BROKER|broker/i);
  await reader.press("End");
  await reader.standsAt(1_260);
  await page.waitForSelector("text=End of the data");
  await reader.press("Home");
  await reader.standsAt(0);
  await page.waitForSelector("text=Nothing has happened yet");
});

replayTest("goes to a date, and to a bar by its number", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay());
  await reader.press("g");
  await page.fill("#go-date", "2016-02-11");
  await reader.press("Enter");
  await page.waitForFunction(() => document.querySelector(".place time")?.textContent === "2016-02-11");
  await reader.press("g");
  await page.fill("#go-bar", "100");
  await reader.press("Enter");
  await reader.standsAt(100);
});

replayTest("a click on the timeline goes there, and a drag follows", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 1_000 }));
  const { x, y, width, height } = (await page.locator(".timeline-slider").boundingBox())!;
  await page.mouse.click(x + width / 4, y + height / 2);
  await reader.standsAt(315);
  await page.mouse.move(x + width / 4, y + height / 2);
  await page.mouse.down();
  for (let k = 1; k <= 4; k++) await page.mouse.move(x + width / 4 + k * width / 16, y + height / 2);
  await page.mouse.up();
  await reader.standsAt(630);
});

replayTest("the address reopens the same moment: bar, speed, zoom, coarser chart", async (page, newPage) => {
  const again = await newPage();
  const reader = await ReplayReader.open(page, await site.replay());
  await reader.press("]", "c", "-");
  await reader.press("g");
  await page.fill("#go-bar", "707");
  await reader.press("Enter");
  await reader.standsAt(707);
  await page.waitForURL(/step=707/);
  await page.waitForURL(/coarse=1w/);
  const before = await reader.reading(), address = page.url();
  await reader.press("Home");
  await reader.standsAt(0);
  const reopened = await ReplayReader.open(again, address);
  await reopened.standsAt(707);
  await settled(again, () => reopened.reading(), before);
  assert.equal(await again.inputValue("[aria-label='Speed, bars a second']"), "64");
  await again.waitForSelector(".chart-coarse canvas");
  await again.waitForTimeout(600);
  assert.equal(again.url(), address);
});

replayTest("scrolling back leaves the newest bar alone, and a key brings it back", async (page, newPage) => {
  const again = await newPage();
  const reader = await ReplayReader.open(page, await site.replay({ step: 900 }));
  await reader.standsAt(900);
  const { x, y } = (await page.locator(".chart-main").boundingBox())!;
  await page.mouse.move(x + 200, y + 200);
  await page.mouse.down();
  for (let k = 1; k <= 4; k++) await page.mouse.move(x + 200 + 120 * k, y + 200);
  await page.mouse.up();
  await page.waitForSelector(".is-follow");
  await page.waitForURL(/from=\d+&to=\d+/);
  await page.mouse.move(0, 0);
  const reopened = await ReplayReader.open(again, page.url());
  await again.waitForSelector(".is-follow");
  assert.equal(
    await reopened.page.locator(".chart-legend").first().innerText(),
    await page.locator(".chart-legend").first().innerText(),
  );
  await reader.press("l");
  await page.waitForSelector(".is-follow", { state: "detached" });
});

replayTest("a stage's history is leafed through and leads to its bars", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 1_200 }));
  await page.click(".stage-head >> nth=4");
  await page.waitForSelector(".history li >> nth=49");
  await page.click("text=Older ones");
  await page.waitForSelector(".history li >> nth=70");
  const text = await page.locator(".history li").nth(60).innerText();
  await page.locator(".history li button").nth(60).click();
  await reader.standsAt(Number(/bar ([\d,]+)/.exec(text)![1].replace(",", "")));
});

replayTest("a parameter changed from here: the new run beside the old one", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 720 }));
  const before = await reader.reading();
  await reader.press("p");
  await page.fill("#params-fast", "30");
  await page.click("text=Open the new run");
  await page.waitForSelector("text=Fast must be below slow");
  await page.fill("#params-fast", "5");
  const origin = page.url();
  await page.click("text=Open the new run");
  await page.waitForURL((url) => url.pathname !== new URL(origin).pathname);
  const fork = new ReplayReader(page);
  await page.waitForSelector("text=forked from");
  await fork.standsAt(720);
  await page.waitForSelector(".chart-legend:has-text('the run it was forked from')");
  const figures = (text: string) => /equity\s*\n([\d,.]+)/.exec(text)?.[1];
  await settled(page, async () => figures(await fork.reading()), figures(before));
  await fork.press("End");
  await fork.standsAt(1_260);
  await fetch(site.origin + "/api/v1/replays/" + new URL(origin).pathname.split("/").at(-1), {
    method: "DELETE",
  });
  await page.reload();
  await page.waitForSelector("text=forked from a run that was deleted");
}, { mayFail: true });

replayTest("orders by hand: a bracket, seen, taken back, and there again after a reload", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 25 }));
  await reader.standsAt(25);
  await page.click(".ticket summary");
  await page.fill("#ticket-quantity", "100");
  await page.check(".ticket input[type=checkbox]");
  await page.click(".ticket .is-buy");
  await page.waitForSelector(".ticket:has-text('1 order by hand')");
  await page.waitForSelector(".stage.has-acted:has-text('by hand')");
  await page.locator(".ticket summary").focus();
  await reader.press("u");
  await page.waitForSelector(".ticket:has-text('practice')");
  await reader.press("b");
  await page.waitForSelector(".ticket:has-text('1 order by hand')");
  await reader.press("ArrowRight");
  await reader.standsAt(26);
  assert.match(await reader.announced(), /Filled: buy 100 at/);
  assert.match(await page.innerText(".pipeline"), /Works: sell 100 stop/);
  const before = await reader.reading();
  await page.waitForURL(/step=26/);
  await page.reload();
  await reader.standsAt(26);
  await settled(page, () => reader.reading(), before);
  await reader.press("x", "ArrowRight");
  await reader.standsAt(27);
  assert.match(await reader.announced(), /Filled: sell /);
});

replayTest("an order that can't be is kept back with a word", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 300 }));
  await page.click(".ticket summary");
  await page.fill("#ticket-quantity", "-4");
  await page.click(".ticket .is-sell");
  await page.waitForSelector(".ticket [role=alert]:has-text('above 0')");
  await page.locator(".ticket summary").focus();
  await reader.press("u");
  await page.waitForSelector("text=Nothing was asked for by hand at this bar");
});

replayTest(
  "the server started again in the middle: it says so, comes back, and stands where it stood",
  async (page) => {
    const reader = await ReplayReader.open(page, await site.replay({ step: 500 }));
    await reader.press("ArrowRight");
    await reader.standsAt(501);
    const before = await reader.reading();
    await site.stop();
    await page.waitForSelector("text=No connection to the server");
    await site.resume();
    await page.waitForSelector(".connection.is-live", { timeout: 20_000 });
    await reader.standsAt(501);
    await settled(page, () => reader.reading(), before);
    await reader.press("f");
    await reader.goesBeyond(501);
    // What plays, plays on.
    await page.selectOption(".speed", "4");
    await page.locator(".speed").blur();
    await reader.press("Space");
    await reader.goesBeyond(await reader.step() + 1);
    await site.stop();
    const cutOff = await reader.step();
    await site.resume();
    await page.waitForSelector(".connection.is-live", { timeout: 20_000 });
    await reader.goesBeyond(cutOff + 2);
    // And what is deleted is said to be.
    await fetch(site.origin + "/api/v1/replays/" + new URL(page.url()).pathname.split("/").at(-1), {
      method: "DELETE",
    });
    await page.waitForSelector("text=it was deleted");
    await reader.press("ArrowRight");
    assert.equal(await page.locator("text=Not sent").count(), 0);
  },
  { mayFail: true },
);

replayTest("by keyboard alone: every key of the help does what it says", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 400 }));
  await reader.press("?");
  await page.waitForSelector("dialog[open]:has-text('Ten bars forward')");
  await reader.press("ArrowRight", "Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await reader.standsAt(400);
  for (const [key, step] of [["ArrowRight", 401], ["Shift+ArrowRight", 411], ["ArrowLeft", 410]] as const) {
    await reader.press(key);
    await reader.standsAt(step);
  }
  await reader.press("[", "[", "]");
  assert.equal(await page.inputValue(".speed"), "4");
  await reader.press("2");
  await page.waitForSelector("dialog[open]:has-text('History: signal')");
  await reader.press("Escape", "c");
  await page.waitForSelector(".chart-coarse canvas");
  await reader.press("c");
  await page.waitForSelector(".chart-coarse", { state: "detached" });
  await page.locator(".timeline-slider").focus();
  await reader.press("PageUp");
  await reader.standsAt(473);
});

replayTest(
  "dark and light, 768 and 1440 px: nothing that axe finds serious, nothing cut off",
  async (page) => {
    const reader = await ReplayReader.open(page, await site.replay({ step: 707 }));
    await reader.standsAt(707);
    await looksRight(page, [], [1440, 768], "the replay");
  },
);

replayTest("on a phone the same; keys are at thumb height, and stages unfold", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ step: 707 }));
  await reader.standsAt(707);
  await looksRight(page, [], [375], "the replay");
  const { y, height } = (await page.locator(".is-play").boundingBox())!;
  assert.ok(height >= 44 && y > 800, "keys at thumb height");
  await page.locator(".stage-head").nth(5).tap();
  await page.waitForSelector(".stage-body:has-text('equity USD')");
}, { width: 375 });

replayTest("several instruments: the chosen one is on the chart, and in the address", async (page) => {
  const reader = await ReplayReader.open(page, await site.replay({ dataSet: "synth_5", step: 2_000 }));
  await page.selectOption("[aria-label='Instrument on the chart']", { index: 2 });
  await page.waitForSelector(".chart-legend:has-text('SYNTH3')");
  await page.waitForURL(/instrument=SYNTH3/);
  await page.selectOption("[aria-label='Instrument on the chart']", { index: 0 });
  await page.locator("[aria-label='Instrument on the chart']").blur();
  // The chart goes along to whose fill it is.
  await reader.press("f");
  await reader.goesBeyond(2_000);
  await page.waitForFunction(() => {
    const filled = /(SYNTH\d): Filled/.exec(document.querySelector(".pipeline")?.textContent ?? "")?.[1];
    return filled !== undefined && document.querySelector(".chart-legend .name")?.textContent === filled;
  });
  for (let k = 0; k < 14; k++) await reader.press("-");
  await page.waitForURL((url) => Number(url.searchParams.get("bars")) > 5_000);
});

replayTest("a replay that isn't there says so", async (page) => {
  const answer = await page.goto(`${site.origin}/replay/nothing`);
  assert.equal(answer?.status(), 404);
  assert.match(await page.innerText("main"), /replay/i);
});

replayTest("the page's script is at most 120 kB", async (page) => {
  let bytes = 0;
  const done: Promise<void>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    done.push(response.request().sizes().then(({ responseBodySize }) => void (bytes += responseBodySize)));
  });
  await ReplayReader.open(page, await site.replay({ step: 10 }));
  await Promise.all(done);
  assert.ok(bytes > 0 && bytes <= 120_000, `${bytes} bytes`);
}, { isApart: true });

/** Pixels of the price chart that aren't its background. */
async function countDrawn(page: Page): Promise<number> {
  return await page.evaluate(() => {
    let drawn = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(".chart-main canvas")) {
      if (canvas.width * canvas.height === 0) continue;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      for (let k = 4; k < data.length; k += 4) if (data[k] !== data[0]) drawn++;
    }
    return drawn;
  });
}

/** Text comes to rest within a moment: panels are written at most ten times a second. */
async function settled<T>(page: Page, read: () => Promise<T>, expected: T): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    if (await read() === expected) return;
    await page.waitForTimeout(100);
  }
  assert.equal(await read(), expected);
}

function replayTest(
  name: string,
  run: (page: Page, newPage: () => Promise<Page>) => Promise<void>,
  { mayFail = false, width = 1440, scheme = "dark", isApart }: Partial<Looks> & { mayFail?: boolean } = {},
): void {
  Deno.test({
    name: name + browserNote,
    ignore: !hasBrowser,
    // Chromium and the server outlive a test.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await withPage(browser, { width, scheme, isApart }, async (page, faults, context) => {
        await run(page, () => context.newPage());
        // A server that is away can't be reached, which browsers count as a fault of the page.
        assert.deepEqual(mayFail ? [] : faults, []);
      });
    },
  });
}
