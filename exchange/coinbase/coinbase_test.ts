import assert from "node:assert/strict";
import { DrivenExchange, type Listed } from "../driven/driven_exchange.ts";

const START_MS = Date.UTC(2026, 3, 7, 14, 30, 0);
const LISTED: Listed = {
  "BTC/USD": [[-5, 68_900, 1], [-1, 68_890, -2], [2_789, 68_900.5, 0.0015], [2_789, 68_901, -0.25], [
    301_000,
    68_800,
    1,
  ]],
};

const trade = (id: number, price: string, size: string, side: string, time: string) => ({
  trade_id: String(id),
  product_id: "BTC-USD",
  price,
  size,
  side,
  time,
});

Deno.test("Coinbase: subscriptions, a snapshot, then trades of a moment together, newest first, counted over all channels", () => {
  const driven = new DrivenExchange(START_MS, LISTED), client = driven.connect("/coinbase");
  const message = (channel: string, timestamp: string, sequence_num: number, event: unknown) => ({
    channel,
    client_id: "",
    timestamp: `2026-04-07T14:30:${timestamp}Z`,
    sequence_num,
    events: [event],
  });
  client.say({ type: "subscribe", product_ids: ["BTC-USD"], channel: "market_trades" });
  client.say({ type: "subscribe", channel: "heartbeats" });
  assert.deepEqual(client.read(), [
    message("subscriptions", "00.000000", 0, { subscriptions: { market_trades: ["BTC-USD"] } }),
    message("market_trades", "00.000000", 1, {
      type: "snapshot",
      trades: [
        trade(2, "68890", "2", "SELL", "2026-04-07T14:29:59.999000Z"),
        trade(1, "68900", "1", "BUY", "2026-04-07T14:29:59.995000Z"),
      ],
    }),
    message("subscriptions", "00.000000", 2, {
      subscriptions: { market_trades: ["BTC-USD"], heartbeats: ["heartbeats"] },
    }),
  ]);
  driven.clock.pass(3_000);
  const beat = (second: number, sequence: number, counter: number) =>
    message("heartbeats", `0${second}.000000`, sequence, {
      current_time: `2026-04-07 14:30:0${second}.000000000+00:00`,
      heartbeat_counter: counter,
    });
  assert.deepEqual(client.read(), [
    beat(1, 3, 1),
    beat(2, 4, 2),
    message("market_trades", "02.789000", 5, {
      type: "update",
      trades: [
        trade(4, "68901", "0.25", "SELL", "2026-04-07T14:30:02.789000Z"),
        trade(3, "68900.5", "0.0015", "BUY", "2026-04-07T14:30:02.789000Z"),
      ],
    }),
    beat(3, 6, 3),
  ]);
});

Deno.test("Coinbase: candles of five minutes, each second where they changed; a product in USDC comes back in USD", () => {
  const driven = new DrivenExchange(START_MS, LISTED), client = driven.connect("/coinbase");
  client.say({ type: "subscribe", product_ids: ["BTC-USDC"], channel: "candles" });
  driven.clock.pass(70_000);
  const candle = (startMs: number, [open, high, low, close, volume]: readonly string[]) => ({
    start: String(startMs / 1_000),
    high,
    low,
    open,
    close,
    volume,
    product_id: "BTC-USD",
  });
  const events = client.read().map((message) => (message as { channel: string; events: unknown[] }));
  assert.deepEqual(events.map(({ channel, events }) => [channel, ...events]), [
    ["subscriptions", { subscriptions: { candles: ["BTC-USDC"] } }],
    ["candles", {
      type: "snapshot",
      candles: [candle(START_MS - 300_000, ["68900", "68900", "68890", "68890", "3"])],
    }],
    ["candles", {
      type: "update",
      candles: [candle(START_MS, ["68900.5", "68901", "68900.5", "68901", "0.2515"])],
    }],
  ]);
});

Deno.test("Coinbase: without a subscription within 5 s the connection ends; without updates or heartbeats a minute later", () => {
  const driven = new DrivenExchange(START_MS, LISTED),
    mute = driven.connect("/coinbase"),
    idle = driven.connect("/coinbase");
  idle.say({ type: "subscribe", product_ids: ["BTC-USD"], channel: "candles" });
  idle.news();
  driven.clock.pass(4_999);
  assert.deepEqual([mute.news(), idle.read().length], [[], 1]);
  driven.clock.pass(1);
  assert.deepEqual(mute.news(), ["closed 1008 no subscription within 5 seconds"]);
  driven.clock.pass(80_000);
  assert.deepEqual(idle.news().slice(-1), ["closed 1000 no updates"]);
});

Deno.test("Coinbase: what can't be subscribed to, and eight messages a second", () => {
  const driven = new DrivenExchange(START_MS, LISTED), client = driven.connect("/coinbase");
  const cases: [unknown, string][] = [
    ["{", "failed to parse message"],
    [{ type: "subscribe", channel: "user", product_ids: ["BTC-USD"] }, "channel user is not supported"],
    [{ type: "subscribe", channel: "candles" }, "product_ids must not be empty"],
    [{ type: "subscribe", channel: "candles", product_ids: ["NO-SUCH"] }, "NO-SUCH is not a valid product"],
  ];
  for (const [message, text] of cases) {
    client.say(message);
    assert.deepEqual(client.read(), [{ type: "error", message: text }]);
  }
  for (let i = 0; i < 5; i++) client.say("{");
  assert.deepEqual(client.read().slice(-1), [{ type: "error", message: "rate limit exceeded" }]);
});

Deno.test("Coinbase REST: candles and trades newest first, minutes without a trade left out", () => {
  const driven = new DrivenExchange(START_MS, LISTED), root = "/coinbase/api/v3/brokerage";
  driven.clock.pass(302_000);
  const startS = START_MS / 1_000 - 60;
  const candle = (start: number, [low, high, open, close, volume]: readonly string[]) => ({
    start: String(start),
    low,
    high,
    open,
    close,
    volume,
  });
  const candles = [
    candle(startS + 360, ["68800", "68800", "68800", "68800", "1"]),
    candle(startS + 60, ["68900.5", "68901", "68900.5", "68901", "0.2515"]),
    candle(startS, ["68890", "68900", "68900", "68890", "3"]),
  ];
  const trades = [
    trade(5, "68800", "1", "BUY", "2026-04-07T14:35:01.000000Z"),
    trade(4, "68901", "0.25", "SELL", "2026-04-07T14:30:02.789000Z"),
    trade(3, "68900.5", "0.0015", "BUY", "2026-04-07T14:30:02.789000Z"),
  ].map((each) => ({ ...each, bid: "", ask: "" }));
  const span = `start=${startS}&end=${startS + 360}&granularity=ONE_MINUTE`;
  const cases: [string, number, unknown][] = [
    [`/market/products/BTC-USD/candles?${span}`, 200, { candles }],
    [`/market/products/BTC-USD/candles?${span}&limit=1`, 200, { candles: candles.slice(0, 1) }],
    [`/market/products/BTC-USD/ticker?limit=3`, 200, { trades, best_bid: "68800", best_ask: "68800" }],
    [`/market/products/BTC-USD/ticker?start=${startS + 60}&end=${startS + 120}`, 200, {
      trades: trades.slice(1),
      best_bid: "68800",
      best_ask: "68800",
    }],
    [`/market/products/BTC-USD/candles?start=0&end=${startS}&granularity=ONE_MINUTE`, 400, {
      error: "INVALID_ARGUMENT",
      error_details:
        "start and end argument is invalid - number of candles requested should be less than 350",
      message: "start and end argument is invalid - number of candles requested should be less than 350",
    }],
    ["/market/products/NO-SUCH/ticker", 404, {
      error: "NOT_FOUND",
      error_details: "valid product_id is required",
      message: "valid product_id is required",
    }],
    ["/time", 200, { iso: "2026-04-07T14:35:02Z", epochSeconds: "1775572502", epochMillis: "1775572502000" }],
  ];
  for (const [path, status, body] of cases) assert.deepEqual(driven.get(root + path), [status, body], path);
  for (let i = 0; i < 3; i++) assert.equal(driven.get(`${root}/time`)[0], 200);
  assert.equal(driven.get(`${root}/time`)[0], 429, "more than ten a second");
});
