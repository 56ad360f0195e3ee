/** The pages of paper sessions as a person uses them: Chromium against `deno task start`, and a local exchange. */
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
import { LocalExchange } from "../server/local_exchange.ts";

const SPEED = 600, START_MS = Date.UTC(2024, 0, 1, 12);
const DESKTOP: Looks = { width: 1440, scheme: "dark" };

let site: StartedSite, browser: Browser, exchange: LocalExchange;

Deno.test.beforeAll(async () => {
  if (!hasBrowser) return;
  exchange = await LocalExchange.open(SPEED, START_MS);
  site = await StartedSite.start("--exchange", exchange.origin);
  browser = await launchBrowser();
});

Deno.test.afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
  await exchange?.stop();
});

/** A test of a page, with the faults that its console told. */
function paperTest(name: string, looks: Looks, use: (page: Page, faults: string[]) => Promise<void>): void {
  Deno.test({
    name: `paper: ${name}${browserNote}`,
    ignore: !hasBrowser,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await withPage(browser, looks, use);
      await stopAll();
    },
  });
}

/** Hours pass in a minute here: what goes on trading slows down what comes after. */
async function stopAll(): Promise<void> {
  const sessions = `${site.origin}/api/v1/sessions`;
  for (const { id, status } of await (await fetch(sessions)).json()) {
    if (status !== "here") continue;
    const stopped = await fetch(`${sessions}/${id}/command`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: "stop", flattens: false }),
    });
    await stopped.body?.cancel();
  }
}

/** Begins a session by the form, as it is filled in; a strategy that trades all the time. */
async function begin(page: Page, symbols = "BTCUSDT"): Promise<void> {
  await page.goto(`${site.origin}/paper?strategy=ema_crossover`);
  await page.fill("[name='params.fast']", "2");
  await page.fill("[name='params.slow']", "4");
  await page.fill("[name='symbols']", symbols);
  await page.fill("[name='speed']", String(SPEED));
  // Always in the market, so that there is something to flatten.
  await page.selectOption("[name='account.direction']", "both");
  await page.fill("[name='account.leverage']", "4");
  await page.click("text=Begin to trade on paper");
  await page.waitForURL(/\/paper\/\w/);
}

const standing = (text: string) => `.session-standing .badge:text-is("${text}")`;

paperTest(
  "from the form to bars and fills, and every command by button or key",
  DESKTOP,
  async (page, faults) => {
    await begin(page);
    await page.waitForSelector(standing("trading"));
    await page.waitForSelector(".chart-main canvas");
    await page.waitForSelector(".story li:has-text('Filled: buy')");
    await page.waitForSelector(".stage.has-acted");
    const bar = async () => await page.innerText(".chart-tools span");
    const first = await bar();
    await page.waitForFunction(
      (first) => document.querySelector(".chart-tools span")!.textContent !== first,
      first,
    );

    await page.keyboard.press("p");
    await page.waitForSelector(standing("paused"));
    await page.click("text=Resume");
    await page.waitForSelector(standing("trading"));
    await page.click("text=Flatten");
    await page.waitForSelector(
      ".stage:has-text('flattened by hand'), .story li:has-text('flattened by hand')",
    );

    await page.keyboard.press("k");
    await page.waitForSelector("dialog[open]:has-text('Cancels all orders')");
    await page.keyboard.press("Escape");
    await page.waitForSelector(standing("trading"));
    await page.keyboard.press("k");
    await page.click("text=Kill, and close what is held");
    await page.waitForSelector(standing("killed"));
    await page.waitForSelector("text=Nothing is held.");
    await page.keyboard.press("l");
    await page.waitForSelector(standing("trading"));

    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]:has-text('These keys')");
    await page.keyboard.press("Escape");
    await page.keyboard.press("q");
    await page.waitForSelector(standing("at rest"));
    await page.keyboard.press("t");
    await page.waitForSelector(standing("trading"));
    assert.deepEqual(faults, []);
    await looksRight(page, faults, [1440, 375], "a session that trades");
  },
);

paperTest("by keyboard alone: paused, killed, lifted, and the focus never lost", DESKTOP, async (page) => {
  await begin(page);
  await page.waitForSelector(standing("trading"));
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const tabTo = async (text: string) => {
    for (let k = 0; k < 30 && await focused() !== text; k++) await page.keyboard.press("Tab");
    assert.equal(await focused(), text);
  };
  await tabTo("Pause");
  await page.keyboard.press("Enter");
  await page.waitForSelector(standing("paused"));
  assert.equal(await focused(), "Resume");
  await page.keyboard.press("Enter");
  await page.waitForSelector(standing("trading"));
  await tabTo("Kill switch");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  await tabTo("Kill, and hold it");
  await page.keyboard.press("Enter");
  await page.waitForSelector(standing("killed"));
  await page.waitForFunction(() => document.activeElement?.textContent === "Lift kill switch");
  await page.keyboard.press("Enter");
  await page.waitForSelector(standing("trading"));
});

paperTest("several instruments: the chart shows the one that is chosen", DESKTOP, async (page, faults) => {
  await begin(page, "BTCUSDT, ETHUSDT");
  const name = () => page.locator(".chart-legend .name").innerText();
  await page.waitForSelector(".chart-legend .name");
  assert.equal(await name(), "BTCUSDT");
  await page.selectOption("[aria-label='Instrument on the chart']", { label: "ETHUSDT" });
  assert.equal(await name(), "ETHUSDT");
  await page.click(".positions button:has-text('BTCUSDT')");
  assert.equal(await name(), "BTCUSDT");
  await page.keyboard.press("k");
  await looksRight(page, faults, [375], "the kill switch's question");
});

paperTest("an exchange that falls away: said on the page, in parity, in the form", DESKTOP, async (page) => {
  await begin(page);
  await page.waitForSelector(standing("trading"));
  await page.waitForSelector(".chart-legend .name");
  const address = page.url(), faults = `${exchange.origin}/faults`;
  for (const kind of ["refuse", "rest_silent"]) {
    await fetch(faults, { method: "POST", body: JSON.stringify({ kind, forMs: 60_000 }) });
  }
  await fetch(faults, { method: "POST", body: JSON.stringify({ kind: "drop" }) });
  try {
    await page.waitForSelector(".notices .is-warning:has-text('Cut off')");
    const silent = '.notice.is-failure:has-text("The exchange doesn\'t answer")';
    const compare = async () => {
      assert.match(await (await fetch(`${address}/parity`)).text(), /Comparing\./);
      await page.goto(`${address}/parity`);
      await page.waitForSelector(silent);
    };
    const beginAnother = async () => {
      const another = await page.context().newPage();
      await another.goto(`${site.origin}/paper?strategy=ema_crossover`);
      await another.fill("[name='account.cash']", "4321");
      await another.fill("[name='speed']", String(SPEED));
      await another.click("text=Begin to trade on paper");
      await another.waitForSelector(silent);
      assert.equal(await another.inputValue("[name='account.cash']"), "4321");
    };
    await Promise.all([compare(), beginAnother()]);
  } finally {
    await fetch(faults, { method: "DELETE" });
  }
  await page.goto(address);
  await page.waitForSelector(standing("trading"));
});

paperTest(
  "a server that goes away and comes back loses nothing and tells nothing twice",
  DESKTOP,
  async (page) => {
    await begin(page);
    const id = new URL(page.url()).pathname.split("/").at(-1);
    await page.waitForSelector(".story li:has-text('Filled: buy')");
    await site.stop();
    await page.waitForSelector("text=No connection to the server");
    await site.resume();
    await page.waitForSelector(standing("trading"), { timeout: 30_000 });
    const atCut = await page.innerText(".chart-tools span");
    await page.waitForFunction(
      (before) => document.querySelector(".chart-tools span")!.textContent !== before,
      atCut,
    );
    await page.click("text=Pause");
    await page.waitForSelector(standing("paused"));
    await page.waitForFunction(() => !document.querySelector(".transport [aria-disabled=true]"));
    // All fills that the page shows, oldest first, against what the server has of them.
    const shown = (await page.locator(".story li:has-text('Filled:')").allInnerTexts()).toReversed()
      .map((text) => text.replace(/\s+/g, " "));
    const { events } = await (await fetch(`${site.origin}/api/v1/sessions/${id}/events?limit=1000`)).json();
    const fills = events.filter(({ kind }: { kind: string }) => kind === "filled").toReversed();
    assert.equal(shown.length, fills.length);
    assert.equal(new Set(shown).size, shown.length);
    assert.deepEqual(
      shown.map((text) => /Filled: (buy|sell)/.exec(text)![1]),
      fills.map(({ direction }: { direction: number }) => direction > 0 ? "buy" : "sell"),
    );
  },
);

paperTest("without a script: begun, paused, stopped by forms, held against a backtest", {
  ...DESKTOP,
  hasScript: false,
}, async (page) => {
  await begin(page);
  await page.waitForSelector("text=BTCUSDT on binance");
  assert.equal(await page.locator(".replay.paper").isVisible(), false);
  await page.click(".paper-without-script >> text=Pause");
  await page.waitForSelector(".paper-without-script:has-text('paused')");
  await page.click(".paper-without-script >> text=Resume");
  await page.waitForSelector(".paper-without-script:has-text('trading')");
  await page.click(".paper-without-script >> text=Stop for good");
  await page.click(".paper-without-script >> text=Stop, and hold it in the record");
  await page.waitForSelector(".paper-without-script:has-text('stopped')");
  await page.click(".paper-without-script >> text=Parity");
  await page.waitForSelector(".notice:has-text('agree to the last bit'), .notice:has-text('explained')");
});

paperTest("stopped for good: parity, and the session again in Replay", DESKTOP, async (page, faults) => {
  await begin(page);
  await page.waitForSelector(".story li:has-text('Trade closed')");
  await page.keyboard.press("s");
  await page.click("text=Close what is held, then stop");
  await page.waitForSelector(standing("stopped"), { timeout: 30_000 });
  const trades = Number((await page.innerText(".figures > :last-child dd")).trim());
  await looksRight(page, faults, [768], "a session that was stopped");
  const address = page.url();
  await page.click("text=Parity");
  await page.waitForSelector(".notice.is-done");
  await looksRight(page, faults, [375], "parity");
  await page.goto(address);
  await page.click("text=Open in Replay");
  await page.waitForURL(/\/replay\/\w/);
  await page.waitForSelector(".chart-main canvas");
  await page.keyboard.press("End");
  await page.waitForFunction(
    (trades) => Number(document.querySelector(".figures > :last-child dd")?.textContent) === trades,
    trades,
  );
});

paperTest("a backtest's parameters go on to the form", DESKTOP, async (page) => {
  const answer = await fetch(`${site.origin}/api/v1/runs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      strategy: "ema_crossover",
      dataSet: "aapl_1d",
      params: { fast: 5, slow: 15 },
      account: { cash: 2_500 },
    }),
  });
  await page.goto(`${site.origin}/backtest/${(await answer.json()).id}`);
  await page.click("text=Trade on paper");
  await page.waitForURL(/\/paper\?run=/);
  assert.equal(await page.inputValue("[name='params.slow']"), "15");
  assert.equal(await page.inputValue("[name='account.cash']"), "2500");
});

paperTest("what is wrong is said by its field, all that was entered kept", DESKTOP, async (page, faults) => {
  await page.goto(`${site.origin}/paper?strategy=ema_crossover`);
  await page.fill("[name='symbols']", "BTCUSTD");
  await page.fill("[name='params.fast']", "30");
  await page.fill("[name='account.cash']", "1234");
  await page.fill("[name='speed']", String(SPEED));
  await page.click("text=Begin to trade on paper");
  await page.waitForSelector(".notice:has-text('fast must be below slow')");
  assert.equal(await page.inputValue("[name='account.cash']"), "1234");
  await page.fill("[name='params.fast']", "3");
  await page.click("text=Begin to trade on paper");
  await page.waitForSelector("#symbols-fault:has-text('BTCUSTD')");
  await page.fill("[name='symbols']", "BTCUSDT");
  await page.fill("[name='timeframe']", "7m");
  await page.click("text=Begin to trade on paper");
  await page.waitForSelector(".notice:has-text('has no bars of 7m')");
  await looksRight(page, faults, [768], "the form with faults");
});

paperTest("the kill switch of all, asked twice", DESKTOP, async (page, faults) => {
  await begin(page);
  const address = page.url();
  await page.waitForSelector(standing("trading"));
  await page.goto(`${site.origin}/paper`);
  await looksRight(page, faults, [1440, 375], "the list of sessions");
  await page.click("summary:has-text('Kill switch')");
  await page.click("text=Cancel orders, close positions");
  await page.waitForSelector(".notice:has-text('The kill switch was pulled')");
  await page.goto(address);
  await page.waitForSelector(standing("killed"));
});
