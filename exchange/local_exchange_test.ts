import assert from "node:assert/strict";
import { LockstepError } from "../engine/error.ts";
import { Random } from "../engine/random.ts";
import { type DrivenClient, DrivenExchange } from "./driven/driven_exchange.ts";
import { type FaultKind, type FaultRequest, FAULTS_IN_WORDS } from "./fault.ts";
import { HandClock } from "./driven/hand_clock.ts";
import { LocalExchange, type LocalExchangeOptions } from "./local_exchange.ts";
import { ListedSeries, type ListedTrade } from "./market/listed_series.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "./market/synthetic_market.ts";

const START_MS = Date.UTC(2026, 0, 1);
/** A trade every 100 ms for ten minutes, each a little dearer. */
const EVERY_100_MS = Array.from({ length: 6_000 }, (_, i): ListedTrade => [100 * (i + 1), 100 + i / 100, 1]);

const open = (options: Partial<LocalExchangeOptions> = {}) =>
  new DrivenExchange(START_MS, { "BTC/USD": EVERY_100_MS }, options);

/** A client that hears trades, at Binance, and one fault. */
function struck(fault: FaultRequest): { driven: DrivenExchange; client: DrivenClient } {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  driven.exchange.misbehave(fault);
  return { driven, client };
}

/** Numbers of the trades that were heard; whatever else was, as it came, shortened. */
function ids(client: DrivenClient): (number | string)[] {
  return client.news().map((text) => {
    try {
      const message = JSON.parse(text);
      return message.t ?? message.e ?? text;
    } catch {
      return text.length > 60 ? `${text.length} characters` : text;
    }
  });
}

/** Faults of messages, and what a client hears of six trades: every entry is a trade's number, or something else. */
const MESSAGE_FAULTS: [FaultRequest, (heard: (number | string)[], texts: string[]) => void][] = [
  [{ kind: "skip", count: 2 }, (heard) => assert.deepEqual(heard, [3, 4, 5, 6])],
  [{ kind: "duplicate", count: 2 }, (heard) => assert.deepEqual(heard, [1, 1, 2, 2, 3, 4, 5, 6])],
  [{ kind: "reorder" }, (heard) => {
    assert.notDeepEqual(heard, [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(heard.filter((id) => id !== 1), [2, 3, 4, 5, 6]);
    assert.ok(heard.indexOf(1) >= 1 && heard.indexOf(1) <= 3);
  }],
  [{ kind: "half_frame" }, (heard, [text]) => {
    assert.deepEqual(heard.slice(1), [2, 3, 4, 5, 6]);
    assert.ok(text.startsWith("{") && !text.endsWith("}"));
    assert.throws(() => JSON.parse(text));
  }],
  [{ kind: "garbage" }, (heard, [text]) => {
    assert.deepEqual(heard.slice(1), [1, 2, 3, 4, 5, 6]);
    assert.throws(() => JSON.parse(text));
  }],
  [{ kind: "huge" }, (heard, [text]) => {
    assert.deepEqual([heard, text.length], [[1, 2, 3, 4, 5, 6], 1_000_000]);
  }],
  [{ kind: "huge", of: "nonsense", bytes: 2_000_000 }, (heard, [text]) => {
    assert.deepEqual(heard, ["2000000 characters", 1, 2, 3, 4, 5, 6]);
    assert.throws(() => JSON.parse(text));
  }],
  [{ kind: "unknown_type" }, (heard) => assert.deepEqual(heard, ["somethingNew", 1, 2, 3, 4, 5, 6])],
  [{ kind: "bad_price", price: 1e12 }, (_, texts) => {
    assert.deepEqual(texts.map((text) => JSON.parse(text).p), [
      "1000000000000",
      "100.01",
      "100.02",
      "100.03",
      "100.04",
      "100.05",
    ]);
  }],
  [{ kind: "bad_price" }, (_, [text]) => assert.equal(JSON.parse(text).p, "0")],
  [{ kind: "time_backwards", byMs: 60_000 }, (_, texts) => {
    assert.deepEqual(texts.map((text) => JSON.parse(text).T - START_MS), [-59_900, 200, 300, 400, 500, 600]);
  }],
  [{ kind: "skip", forMs: 250 }, (heard) => assert.deepEqual(heard, [3, 4, 5, 6])],
  [{ kind: "skip", venue: "kraken" }, (heard) => assert.deepEqual(heard, [1, 2, 3, 4, 5, 6])],
];

for (const [fault, check] of MESSAGE_FAULTS) {
  Deno.test(`fault ${JSON.stringify(fault)} strikes the messages that it says`, () => {
    const { driven, client } = struck(fault);
    driven.clock.pass(650);
    const texts = [...client.heard];
    check(ids(client), texts);
    if (fault.kind === "skip" && fault.venue === "kraken") return;
    assert.deepEqual(driven.exchange.faults, [], "it has struck, and is over");
  });
}

Deno.test("a share of messages is struck at random, the same under the same seed", () => {
  const lost = (seed: number) => {
    const driven = open({ random: new Random(seed) }), client = driven.connect("/binance/ws/btcusd@trade");
    driven.exchange.misbehave({ kind: "skip", share: 0.2, forMs: 50_000 });
    driven.clock.pass(10_000);
    return ids(client);
  };
  assert.deepEqual(lost(1), lost(1));
  assert.notDeepEqual(lost(1), lost(2));
  assert.ok(lost(1).length > 60 && lost(1).length < 95, `${lost(1).length} of 100 came`);
});

Deno.test("fault delay: messages come late, in order, and what follows doesn't overtake them", () => {
  const { driven, client } = struck({ kind: "delay", byMs: 350, count: 2 });
  driven.clock.pass(445);
  assert.deepEqual(ids(client), []);
  driven.clock.pass(10);
  assert.deepEqual(ids(client), [1]);
  driven.clock.pass(100);
  assert.deepEqual(ids(client), [2, 3, 4, 5]);
  driven.clock.pass(50);
  assert.deepEqual(ids(client), [6]);
});

Deno.test("fault drop: connections are closed with each code, oldest first, and can come back", () => {
  for (const code of [1000, 1001, 1006, 1008, 1011] as const) {
    const driven = open(), first = driven.connect("/binance/ws"), second = driven.connect("/coinbase");
    driven.exchange.misbehave({ kind: "drop", code, count: 1, reason: code === 1006 ? "" : "gone" });
    assert.deepEqual([first.news(), second.news()], [[`closed ${code} ${code === 1006 ? "" : "gone"}`], []]);
    assert.equal(driven.exchange.connectionCount, 1);
    first.say("{");
    driven.connect("/binance/ws");
    assert.deepEqual([first.news(), driven.exchange.connectionCount], [[], 2]);
  }
});

Deno.test("fault refuse: nobody gets in for a while; attempts are limited as the venues do it", () => {
  const driven = open();
  driven.exchange.misbehave({ kind: "refuse", forMs: 1_000 });
  assert.deepEqual(driven.connect("/binance/ws").news(), ["closed 1006 "]);
  assert.equal(driven.exchange.admission("http://x/binance/ws"), 503);
  driven.clock.pass(1_000);
  for (let i = 0; i < 8; i++) assert.equal(driven.exchange.admission("http://x/coinbase"), 101);
  assert.deepEqual(
    ["/coinbase", "/binance/other", "/nowhere"].map((path) => driven.exchange.admission(path)),
    [429, 404, 404],
  );
});

Deno.test("fault silence: a connection opens, and nothing is ever said on it", () => {
  const driven = open();
  driven.exchange.misbehave({ kind: "silence" });
  const mute = driven.connect("/kraken/v2"), other = driven.connect("/kraken/v2");
  mute.say({ method: "ping" });
  driven.clock.pass(100_000);
  assert.deepEqual([mute.news(), other.news().length > 0], [[], true]);
  driven.exchange.misbehave({ kind: "drop" });
  assert.deepEqual([mute.news(), driven.exchange.connectionCount], [["closed 1006 "], 0]);
});

Deno.test("fault stall: silent without closing, then all that was due; without an end for good", () => {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  driven.clock.pass(250);
  assert.deepEqual(ids(client), [1, 2]);
  driven.exchange.misbehave({ kind: "stall", forMs: 300 });
  client.say({ method: "LIST_SUBSCRIPTIONS", id: 1 });
  driven.clock.pass(299);
  assert.deepEqual(ids(client), []);
  driven.clock.pass(2);
  assert.deepEqual(ids(client), [3, 4, 5]);
  driven.exchange.misbehave({ kind: "stall" });
  driven.clock.pass(59_000);
  assert.deepEqual(client.news(), []);
});

Deno.test("fault ping_close: a ping out of turn, without waiting or with a while", () => {
  const driven = open(), client = driven.connect("/binance/ws"), other = driven.connect("/kraken/v2");
  other.news();
  driven.exchange.misbehave({ kind: "ping_close", venue: "binance" });
  assert.deepEqual(client.news(), ["ping", "closed 1008 pong not received"]);
  driven.exchange.misbehave({ kind: "ping_close", withinMs: 100 });
  other.pong();
  driven.clock.pass(200);
  assert.deepEqual(other.news(), ["ping"]);
  driven.exchange.misbehave({ kind: "ping_close", withinMs: 100 });
  driven.clock.pass(200);
  assert.deepEqual(other.news(), ["ping", "closed 1008 pong not received"]);
});

Deno.test("fault clock_skew: all that the exchange says is ahead by so much, or behind, while it lasts", () => {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  const time = () => (driven.get("/binance/api/v3/time")[1] as { serverTime: number }).serverTime - START_MS;
  driven.exchange.misbehave({ kind: "clock_skew", byMs: 500, forMs: 200 });
  driven.clock.pass(1);
  assert.deepEqual([time(), ids(client)], [501, [1, 2, 3, 4, 5]]);
  driven.clock.pass(199);
  assert.deepEqual([time(), ids(client)], [200, [6]]);
  driven.clock.pass(499);
  assert.deepEqual(ids(client), []);
  driven.clock.pass(2);
  assert.deepEqual(ids(client), [7]);
  driven.exchange.misbehave({ kind: "clock_skew", byMs: -5_000 });
  driven.clock.pass(5_000);
  assert.deepEqual([time(), ids(client)], [701, []]);
  driven.exchange.behave();
  assert.equal(time(), 5_701);
});

/** Closed klines: minute, volume, number of the last trade. */
function closed(client: DrivenClient): number[][] {
  return client.news().filter((text) => text.includes(`"x":true`)).map((text) => {
    const { k } = JSON.parse(text);
    return [(k.t - START_MS) / 60_000, Number(k.v), k.L];
  });
}

Deno.test("faults revise_bar and late_bar: a closed bar changes a second later, or comes late", () => {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@kline_1m");
  driven.exchange.misbehave({ kind: "revise_bar" });
  driven.clock.pass(60_500);
  client.pong();
  assert.deepEqual(closed(client), [[0, 598, 598]]);
  driven.clock.pass(600);
  assert.deepEqual(closed(client), [[0, 599, 599]]);
  driven.exchange.misbehave({ kind: "late_bar", byMs: 5_000 });
  driven.clock.pass(63_000);
  client.pong();
  assert.deepEqual(closed(client), []);
  driven.clock.pass(1_000);
  assert.deepEqual(closed(client), [[1, 600, 1_199]]);
});

Deno.test("faults revise_bar and late_bar: Kraken settles a candle after the next has begun", () => {
  for (
    const [fault, byMs] of [[{ kind: "revise_bar" }, 1_000], [
      { kind: "late_bar", byMs: 2_000 },
      2_000,
    ]] as const
  ) {
    const driven = open(), client = driven.connect("/kraken/v2");
    client.say({ method: "subscribe", params: { channel: "ohlc", symbol: ["BTC/USD"], snapshot: false } });
    driven.clock.pass(59_000);
    client.news();
    driven.exchange.misbehave(fault);
    driven.clock.pass(1_200 + byMs);
    const told = client.read().map((message) =>
      (message as { data: { interval_begin: string; trades: number }[] }).data[0]
    );
    const begun = told.map(({ interval_begin, trades }) => [Date.parse(interval_begin) - START_MS, trades]);
    const settled = begun.findLastIndex(([beginMs]) => beginMs === 0);
    assert.deepEqual([begun[settled], begun[settled - 1][0], begun.find(([beginMs]) => beginMs === 60_000)], [
      [0, 599],
      60_000,
      [60_000, 1],
    ]);
    assert.deepEqual(begun.filter(([beginMs]) => beginMs === 0).at(-2), [0, 598]);
  }
});

Deno.test("fault empty_minutes: nothing is traded, live or over REST, and numbers go on without a gap", () => {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  driven.clock.pass(30_050);
  driven.exchange.misbehave({ kind: "empty_minutes", minutes: 2 });
  for (let i = 0; i < 15; i++) {
    driven.clock.pass(10_000);
    client.pong();
  }
  const heard = client.read().filter((message) => message !== "ping") as { t: number; T: number }[];
  assert.deepEqual(heard.map(({ t }) => t), heard.map((_, i) => i + 1));
  assert.deepEqual(heard.slice(598).map(({ t, T }) => [t, T - START_MS]).slice(0, 2), [[599, 59_900], [
    600,
    180_000,
  ]]);
  const [, rows] = driven.get("/binance/api/v3/klines?symbol=BTCUSD&interval=1m") as [number, unknown[][]];
  assert.deepEqual(rows.map((row) => row[8]), [599, 0, 0, 1]);
});

Deno.test("what is still to come begins after all that was told, also by a clock that was wrong", () => {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  driven.exchange.misbehave({ kind: "clock_skew", byMs: 5_000 });
  driven.clock.pass(1);
  driven.exchange.behave();
  driven.exchange.misbehave({ kind: "burst", trades: 3, overMs: 99 });
  driven.clock.pass(5_200);
  const heard = ids(client);
  assert.deepEqual([heard.slice(0, 50), heard.slice(50)], [Array.from({ length: 50 }, (_, i) => i + 1), [
    51,
    52,
    53,
    54,
    55,
  ]]);
});

Deno.test("fault burst: 50,000 trades within a second, all of them told, live and over REST", () => {
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  driven.clock.pass(1_050);
  driven.exchange.misbehave({ kind: "burst" });
  client.news();
  driven.clock.pass(1_001);
  const heard = ids(client);
  assert.deepEqual([heard.length, heard[0], heard.at(-1)], [50_010, 11, 50_020]);
  const [, rows] = driven.get("/binance/api/v3/aggTrades?symbol=BTCUSD&fromId=40000&limit=2") as [
    number,
    { a: number; q: string }[],
  ];
  assert.deepEqual(rows.map(({ a, q }) => [a, q]), [[40_000, "0.00000001"], [40_001, "0.00000001"]]);
});

Deno.test("fault slow_consumer: messages pile up, then the client is cut off, with 407 where there are words for it", () => {
  const { driven, client } = struck({ kind: "slow_consumer", messages: 3 });
  driven.clock.pass(250);
  assert.deepEqual(client.news(), []);
  driven.clock.pass(100);
  assert.deepEqual(client.news(), ["closed 1008 slow client"]);
  const other = driven.connect("/alpaca/v1beta3/crypto/us", {
    "apca-api-key-id": "k",
    "apca-api-secret-key": "s",
  });
  other.news();
  driven.exchange.misbehave({ kind: "slow_consumer", messages: 1 });
  other.say("{");
  assert.deepEqual(other.news(), [
    `[{"T":"error","code":407,"msg":"slow client"}]`,
    "closed 1008 slow client",
  ]);
});

Deno.test("fault message_rate: a request is one too many, as each venue says it", () => {
  const driven = open({ hasLimits: false });
  const keys = { "apca-api-key-id": "k", "apca-api-secret-key": "s" };
  const cases: [string, string][] = [
    ["/binance/ws", "closed 1008 Too many requests"],
    ["/coinbase", `{"type":"error","message":"rate limit exceeded"}`],
    ["/kraken/v2", `{"Error":"Exceeded msg rate"}`],
    ["/alpaca/v2/iex", `[{"T":"error","code":400,"msg":"invalid syntax"}]`],
  ];
  for (const [path, answer] of cases) {
    const client = driven.connect(path, keys);
    client.news();
    driven.exchange.misbehave({ kind: "message_rate" });
    client.say({ method: "ping", action: "subscribe", id: 1 });
    assert.deepEqual(client.news(), [answer]);
  }
});

Deno.test("faults of REST: refused, silent, slow, garbage, incomplete", () => {
  const driven = open(), path = "/binance/api/v3/aggTrades?symbol=BTCUSD&fromId=1&limit=10";
  driven.clock.pass(5_000);
  const whole = driven.reply(path);
  const cases: [FaultRequest, (reply: ReturnType<typeof driven.reply>) => void][] = [
    [
      { kind: "rest_429", retryAfterS: 7 },
      ({ status, headers, text }) =>
        assert.deepEqual([status, headers["retry-after"], JSON.parse(text).code], [429, "7", -1003]),
    ],
    [
      { kind: "rest_418" },
      ({ status, headers }) => assert.deepEqual([status, headers["retry-after"]], [418, "120"]),
    ],
    [
      { kind: "rest_500" },
      ({ status, text }) => assert.deepEqual([status, JSON.parse(text).code], [500, -1000]),
    ],
    [{ kind: "rest_silent" }, ({ arrival }) => assert.equal(arrival, "never")],
    [
      { kind: "rest_slow_loris" },
      ({ arrival, text }) => assert.deepEqual([arrival, text], ["slowly", whole.text]),
    ],
    [{ kind: "rest_garbage" }, ({ status, text }) => {
      assert.equal(status, 200);
      assert.throws(() => JSON.parse(text));
    }],
    [
      { kind: "rest_incomplete" },
      ({ text }) => assert.deepEqual(JSON.parse(text).map(({ a }: { a: number }) => a), [1, 2, 3, 4, 5]),
    ],
  ];
  for (const [fault, check] of cases) {
    driven.exchange.misbehave({ ...fault, venue: "kraken" } as FaultRequest);
    assert.equal(driven.reply(path).text, whole.text, "another venue's");
    driven.exchange.behave();
    driven.exchange.misbehave(fault);
    check(driven.reply(path));
    assert.equal(driven.reply(path).text, whole.text, "once");
  }
});

Deno.test("every fault is told apart, read, and refused where it makes no sense", () => {
  const { exchange } = open();
  for (const kind of Object.keys(FAULTS_IN_WORDS) as FaultKind[]) {
    exchange.misbehave({ kind } as FaultRequest);
  }
  const on = exchange.faults.map(({ fault }) => fault.kind);
  assert.deepEqual(
    Object.keys(FAULTS_IN_WORDS).filter((kind) => !on.includes(kind as FaultKind)),
    ["drop", "stall", "shutdown", "ping_close", "clock_skew", "empty_minutes", "burst", "slow_consumer"],
    "those that strike at once",
  );
  const wrong: [unknown, RegExp][] = [
    [{ kind: "explode" }, /^There is no fault "explode": choose one of drop, refuse, /],
    [undefined, /^There is no fault without a kind: /],
    [{ kind: "skip", count: 0 }, /^The fault skip can't be read: count: /],
    [{ kind: "skip", venue: "bitfinex" }, /^The fault skip can't be read: venue: /],
    [{ kind: "skip", howMany: 3 }, /^The fault skip can't be read: /],
  ];
  for (const [fault, message] of wrong) {
    assert.throws(
      () => exchange.misbehave(fault as FaultRequest),
      (error) => error instanceof LockstepError && message.test(error.message),
    );
  }
});

Deno.test("market time runs at its own pace from its own start; rules of connections go by the clock", () => {
  const driven = open({ speed: 1_000, startMs: START_MS + 50 }),
    client = driven.connect("/binance/ws/btcusd@trade");
  driven.clock.pass(0.5);
  assert.deepEqual(ids(client), [1, 2, 3, 4, 5]);
  driven.clock.pass(599.5);
  assert.deepEqual([ids(client).length, driven.exchange.time.nowMs() - START_MS], [5_995, 600_050]);
  driven.clock.pass(19_000);
  assert.deepEqual(client.news(), []);
  driven.clock.pass(401);
  assert.deepEqual(client.news(), ["ping"]);
});

Deno.test("two runs of one seed tell one story, faults included", () => {
  const story = () => {
    const clock = new HandClock(START_MS);
    const exchange = new LocalExchange({
      clock,
      random: new Random(5),
      market: new SyntheticMarket({ seed: 5, symbols: SYNTHETIC_SYMBOLS }),
      speed: 10,
    });
    const driven = { clock, exchange };
    const heard: string[] = [];
    for (
      const [path, message] of [
        ["/binance/ws/btcusd@trade/ethusd@kline_1m", { method: "LIST_SUBSCRIPTIONS", id: 1 }],
        ["/kraken/v2", { method: "subscribe", params: { channel: "trade", symbol: ["BTC/USD"] } }],
        ["/coinbase", { type: "subscribe", channel: "market_trades", product_ids: ["ETH-USD"] }],
      ] as const
    ) {
      const connection = exchange.accept(path, {}, {
        send: (text) => heard.push(`${path} ${clock.steadyMs()} ${text}`),
        ping: (payload) => heard.push(`${path} ping ${payload}`),
        close: (code) => heard.push(`${path} closed ${code}`),
        terminate: () => heard.push(`${path} broken`),
      });
      connection.message(JSON.stringify(message));
    }
    for (const kind of ["skip", "duplicate", "reorder", "half_frame", "garbage", "delay"] as const) {
      exchange.misbehave({ kind, share: 0.05, forMs: 20_000 });
    }
    driven.clock.pass(30_000);
    return heard;
  };
  const first = story();
  assert.ok(first.length > 300);
  assert.deepEqual(story(), first);
});

Deno.test("an exchange refuses what makes no sense, and stops", () => {
  const market = { series: ["BTC/USD", "XBT-USD"].map((symbol) => new ListedSeries(symbol, 0, [])) };
  const make = (options: Partial<LocalExchangeOptions>) => () =>
    new LocalExchange({ clock: new HandClock(0), random: new Random(1), market: { series: [] }, ...options });
  assert.throws(
    make({ market }),
    new LockstepError("Cannot trade both BTC/USD and XBT-USD: to a venue they are one."),
  );
  assert.throws(
    make({ speed: 0 }),
    new LockstepError("Cannot run an exchange at 0 times its clock: choose above 0, up to 1000."),
  );
  const driven = open(), client = driven.connect("/binance/ws/btcusd@trade");
  driven.exchange.stop();
  driven.clock.pass(1_000);
  assert.deepEqual([client.news(), driven.reply("/binance/api/v3/time").arrival], [
    ["closed 1006 "],
    "never",
  ]);
  assert.equal(driven.reply("/elsewhere").status, 404);
});
