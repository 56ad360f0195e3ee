import assert from "node:assert/strict";
import type { FeedHealth } from "../engine/live/feed_event.ts";
import { SESSION_VERSION, type SessionConfig } from "../engine/live/session_input.ts";
import { instrument } from "../engine/instrument.ts";
import { newsTexts } from "./paper_news.ts";
import { type PaperPicture, paperView } from "./paper_view.ts";
import { PaperWatch } from "./paper_watch.ts";
import { textWidth } from "./terminal_text.ts";

const NOW = Date.UTC(2024, 4, 1, 12, 4, 31);

const CONFIG: SessionConfig = {
  version: SESSION_VERSION,
  strategy: "ema_crossover",
  strategyVersion: "1.0.0",
  params: { fast: 9, slow: 21, trailPct: 10 },
  venue: "binance",
  instruments: [
    instrument("BTCUSDT", { currency: "USDT", lotSize: 1e-5 }),
    instrument("ETHUSDT", { currency: "USDT", lotSize: 1e-4 }),
  ],
  timeframe: "1m",
  account: { cash: 100_000, direction: "long", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
  preset: "lockstep",
  tradeFromMs: NOW - 600_000,
  warmupBars: 100,
  lateAfterMs: 30_000,
  onLateBars: "follow",
  onFailure: "flatten",
  emptyBars: "flat",
  lockstep: "0.1.0",
};

const HEALTH: FeedHealth = {
  state: "live",
  reason: "",
  lastMessageSteadyMs: 0,
  lastMessageMs: NOW,
  exchangeNowMs: NOW,
  toldUntilMs: NOW,
  lagMs: 96,
  clockSkewMs: 12,
  messages: 1_000,
  messagesPerSecond: 21.4,
  reconnects: 1,
  gaps: 2,
  unfilledGaps: 0,
  setAside: { "price jumps": 3 },
};

const PICTURE: PaperPicture = {
  sessionId: "lw3k2a1-0011223344",
  config: CONFIG,
  phase: "running",
  phaseReason: "",
  nowMs: NOW,
  equity: 100_412.8,
  peak: 100_500,
  worstDrawdown: -0.013,
  dayEquity: 100_000,
  cash: 4_945.53,
  trades: 3,
  steps: 110,
  points: [100_000, 100_100, 100_500, 100_412.8].map((equity, k) => ({
    timeMs: NOW - 240_000 + k * 60_000,
    equity,
  })),
  positions: [{
    instrument: "BTCUSDT",
    direction: "long",
    quantity: 0.78907,
    entryTimeMs: NOW - 180_000,
    entryPrice: 60_000,
    lastPrice: 60_100,
    unrealisedProfit: 78.907,
  }],
  levels: [{
    instrumentIndex: 0,
    kind: "guardStop",
    price: 54_000.5,
    side: -1,
    quantity: 0.78907,
    orderId: 0,
    rule: "trailing_stop",
  }],
  working: 1,
  lastPrice: [60_200, 3_100],
  lastClose: [60_100, 3_090],
  health: HEALTH,
  lines: [
    { timeMs: NOW - 91_000, sign: "→", text: "BTCUSDT: Market buy 0.78907", tone: "plain" },
    {
      timeMs: NOW - 31_000,
      sign: "▲",
      text: "BTCUSDT: Filled: buy 0.78907 at 60,000.00, fee 23.67",
      tone: "gain",
    },
  ],
  question: "",
};

const at = (width: number, height: number, given: Partial<PaperPicture> = {}, colour = false) =>
  paperView({ ...PICTURE, ...given }, { width, height, colour });

Deno.test("a session at 120 columns", () => {
  assert.deepEqual(at(120, 40), [
    "ema_crossover" + " ".repeat(120 - 13 - 31) + "BTCUSDT, ETHUSDT · 1m · binance",
    "▶ running" + " ".repeat(120 - 9 - 12) + "12:04:31 UTC",
    "fast 9 · slow 21 · trailPct 10 · session lw3k2a1-0011223344",
    "",
    "Equity  100,491.71  USDT       Drawdown   −0.01 %" + " ".repeat(120 - 49 - 19) + "3 trades · 110 bars",
    "Today      +491.71  +0.49 %    Worst      −1.30 %",
    "In all     +491.71  +0.49 %    Cash      4,945.53",
    "▁▂█▇█",
    "",
    "Held               units       entry        last   unrealised",
    "BTCUSDT   long   0.78907   60,000.00   60,200.00      +157.81",
    "ETHUSDT   flat                          3,100.00",
    "Orders and levels",
    "  1 market order, filled at the next opening",
    "  BTCUSDT trailing stop at 54,000.50: sell 0.78907",
    "",
    "Feed ● live · lag 84 ms · 21 messages/s · 2 gaps · 1 reconnect · skew +12 ms · 3 set aside",
    "",
    "12:03:00  → BTCUSDT: Market buy 0.78907",
    "12:04:00  ▲ BTCUSDT: Filled: buy 0.78907 at 60,000.00, fee 23.67",
    "",
    "p pause · f flatten · k kill switch · s stop · q leave, to be taken up again",
  ]);
});

Deno.test("a session at 60 columns, with a question and a feed that is lost", () => {
  const lines = at(60, 40, {
    phase: "killed",
    phaseReason: "pulled by hand",
    question: "Stop for good? s again: close what is held first · any other key: no",
    levels: [],
    working: 0,
    health: {
      ...HEALTH,
      state: "waiting",
      reason: "the connection broke",
      lagMs: NaN,
      clockSkewMs: NaN,
      setAside: {},
    },
  });
  assert.deepEqual(lines, [
    "ema_crossover                BTCUSDT, ETHUSDT · 1m · binance",
    "■ killed: pulled by hand                        12:04:31 UTC",
    "fast 9 · slow 21 · trailPct 10 · session lw3k2a1-0011223344",
    "",
    "Equity  100,491.71  USDT       Drawdown   −0.01 %",
    "Today      +491.71  +0.49 %    Worst      −1.30 %",
    "In all     +491.71  +0.49 %    Cash      4,945.53",
    "▁▂█▇█",
    "",
    "Held           units     entry      last unrealised",
    "BTCUSDT long 0.78907 60,000.00 60,200.00    +157.81",
    "ETHUSDT flat                    3,100.00",
    "",
    "Feed ○ waiting: the connection broke · lag — ·",
    "21 messages/s · 2 gaps · 1 reconnect · skew —",
    "",
    "12:03:00  → BTCUSDT: Market buy 0.78907",
    "12:04:00  ▲ BTCUSDT: Filled: buy 0.78907 at 60,000.00, fee …",
    "",
    "Stop for good? s again: close what is held first · any other",
    "key: no",
  ]);
});

Deno.test("nothing is wider or higher than the terminal, in colour or without", () => {
  const many = Array.from({ length: 60 }, (_, k) => ({ ...PICTURE.lines[k % 2], timeMs: NOW + k }));
  const prices = { lastPrice: [123_456.78901, 0.00001234], lastClose: [123_000, 0.0000123] };
  for (const width of [60, 61, 72, 80, 120, 200]) {
    for (const height of [24, 30, 60]) {
      for (const colour of [false, true]) {
        const lines = at(width, height, { lines: many, ...prices }, colour);
        assert.ok(lines.length <= height, `${lines.length} lines of ${height}`);
        for (const line of lines) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
      }
    }
  }
});

Deno.test("before the first bar it says what it waits for", () => {
  const lines = at(80, 24, {
    steps: 0,
    equity: 100_000,
    peak: 100_000,
    worstDrawdown: 0,
    positions: [],
    levels: [],
    working: 0,
    points: [],
    lines: [],
    lastPrice: [NaN, NaN],
    lastClose: [NaN, NaN],
  });
  assert.match(lines[1], /^▶ waiting for the first bar /);
  assert.ok(lines.includes("BTCUSDT   flat                      —"));
  assert.ok(lines.includes("Nothing has happened yet: what does will stand here."));
  assert.ok(lines.every((line) => !/NaN|undefined/.test(line)));
});

Deno.test("what a session tells becomes lines; the warm-up and steps between don't", () => {
  const event = {
    step: 1,
    timeMs: NOW,
    instrumentIndex: 1,
    stage: "broker",
    kind: "filled",
    direction: 1,
    quantity: 2,
    price: 3_100,
  } as const;
  const texts = (news: Parameters<typeof newsTexts>[0]) =>
    newsTexts(news, CONFIG, NOW + 5).map(({ timeMs, sign, text }) => `${timeMs - NOW} ${sign} ${text}`);
  assert.deepEqual(texts({ kind: "events", sequence: 3, events: [event, { ...event, kind: "sized" }] }), [
    "0 ▲ ETHUSDT: Filled: buy 2 at 3,100.00",
  ]);
  assert.deepEqual(
    texts({ kind: "events", sequence: 3, events: [{ ...event, timeMs: CONFIG.tradeFromMs - 1 }] }),
    [],
  );
  assert.deepEqual(texts({ kind: "expected", events: [event] }), [
    "5 … ETHUSDT: Expected: buy 2 at 3,100.00; booked when its bar closes",
  ]);
  assert.deepEqual(texts({ kind: "phase", phase: "killed", reason: "pulled by hand" }), [
    "5 ● Session killed: pulled by hand",
  ]);
  assert.deepEqual(texts({ kind: "feed", state: "stale", reason: "silent for 10 s" }), [
    "5 ○ Feed stale: silent for 10 s",
  ]);
  assert.deepEqual(texts({ kind: "alert", level: "alarm", text: "the disk is full" }), [
    "5 ! the disk is full",
  ]);
  assert.deepEqual(texts({ kind: "step", sequence: 1, timeMs: NOW, equity: 1 }), []);
});

Deno.test("the day's change begins with the equity of the day before, at midnight UTC", () => {
  const watch = new PaperWatch(CONFIG), day = Date.UTC(2024, 4, 1);
  assert.equal(watch.dayEquity, 100_000);
  watch.take({ kind: "step", sequence: 1, timeMs: day - 60_000, equity: 101_000 }, NOW);
  assert.equal(watch.dayEquity, 100_000);
  // The bar that closes at midnight is the last of its day.
  watch.take({ kind: "step", sequence: 2, timeMs: day, equity: 102_000 }, NOW);
  assert.equal(watch.dayEquity, 100_000);
  watch.take({ kind: "step", sequence: 3, timeMs: day + 60_000, equity: 103_000 }, NOW);
  assert.equal(watch.dayEquity, 102_000);
  for (let k = 0; k < 5_000; k++) watch.point(day + (k + 2) * 1_000, k);
  assert.ok(watch.points.length <= 512 && watch.points.length > 200);
  assert.equal(watch.points[0].equity, 101_000);
});
