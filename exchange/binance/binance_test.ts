import assert from "node:assert/strict";
import { DrivenExchange, type Listed } from "../driven/driven_exchange.ts";
import type { LocalExchangeOptions } from "../local_exchange.ts";

const START_MS = Date.UTC(2026, 0, 1);
const LISTED: Listed = {
  "BNB/BTC": [[-500, 0.003, 4], [100, 0.001, 100], [250, 0.0025, -2], [250, 0.0015, 0.5], [
    61_000,
    0.002,
    1e-8,
  ]],
};
const open = (options: Partial<LocalExchangeOptions> = {}) => new DrivenExchange(START_MS, LISTED, options);

Deno.test("Binance: a raw stream tells trades as they happen, one a message", () => {
  const driven = open(), client = driven.connect("/binance/ws/bnbbtc@trade");
  driven.clock.pass(99);
  assert.deepEqual(client.news(), []);
  driven.clock.pass(200);
  assert.deepEqual(client.news(), [
    `{"e":"trade","E":1767225600100,"s":"BNBBTC","t":2,"p":"0.001","q":"100","T":1767225600100,"m":false,"M":true}`,
    `{"e":"trade","E":1767225600250,"s":"BNBBTC","t":3,"p":"0.0025","q":"2","T":1767225600250,"m":true,"M":true}`,
    `{"e":"trade","E":1767225600250,"s":"BNBBTC","t":4,"p":"0.0015","q":"0.5","T":1767225600250,"m":false,"M":true}`,
  ]);
  driven.clock.pass(61_000);
  assert.deepEqual(client.news().filter((text) => text !== "ping"), [
    `{"e":"trade","E":1767225661000,"s":"BNBBTC","t":5,"p":"0.002","q":"0.00000001","T":1767225661000,"m":false,"M":true}`,
  ]);
});

Deno.test("Binance: a combined stream wraps what it tells; microseconds where they are asked for", () => {
  const driven = open();
  const client = driven.connect("/binance/stream?streams=bnbbtc@aggTrade/nosuch@trade&timeUnit=MICROSECOND");
  driven.clock.pass(100);
  driven.clock.pass(1);
  assert.deepEqual(client.news(), [
    `{"stream":"bnbbtc@aggTrade","data":{"e":"aggTrade","E":1767225600100000,"s":"BNBBTC","a":2,"p":"0.001","q":"100","f":2,"l":2,"T":1767225600100000,"m":false,"M":true}}`,
  ]);
});

Deno.test("Binance: klines are told every two seconds where they changed, and when they close, empty or not", () => {
  const driven = open(), client = driven.connect("/binance/ws");
  client.say({ method: "SUBSCRIBE", params: ["bnbbtc@kline_1m"], id: 1 });
  client.pong();
  assert.deepEqual(client.news(), [`{"result":null,"id":1}`]);
  driven.clock.pass(59_000);
  const kline = (E: number, k: Record<string, unknown>) => ({
    e: "kline",
    E: START_MS + E,
    s: "BNBBTC",
    k: { t: START_MS, T: START_MS + 59_999, s: "BNBBTC", i: "1m", f: 2, L: 4, B: "0", ...k },
  });
  const first = {
    o: "0.001",
    c: "0.0015",
    h: "0.0025",
    l: "0.001",
    v: "102.5",
    n: 3,
    q: "0.10575000",
    V: "100.5",
    Q: "0.10075000",
  };
  const quiet = {
    o: "0.0015",
    c: "0.0015",
    h: "0.0015",
    l: "0.0015",
    v: "0",
    n: 0,
    q: "0.00000000",
    V: "0",
    Q: "0.00000000",
    f: -1,
    L: -1,
  };
  assert.deepEqual(client.read(), [kline(2_000, { ...first, x: false }), "ping", "ping"]);
  client.pong();
  driven.clock.pass(1_001);
  assert.deepEqual(client.read(), ["ping", kline(60_000, { ...first, x: true })]);
  client.pong();
  driven.clock.pass(60_000);
  const second = { t: START_MS + 60_000, T: START_MS + 119_999 };
  const last = {
    ...quiet,
    ...second,
    o: "0.002",
    c: "0.002",
    h: "0.002",
    l: "0.002",
    v: "0.00000001",
    n: 1,
    V: "0.00000001",
    f: 5,
    L: 5,
  };
  assert.deepEqual(client.read().filter((message) => message !== "ping"), [
    kline(62_000, { ...last, x: false }),
    kline(120_000, { ...last, x: true }),
  ]);
  client.pong();
  driven.clock.pass(60_000);
  const third = {
    t: START_MS + 120_000,
    T: START_MS + 179_999,
    o: "0.002",
    c: "0.002",
    h: "0.002",
    l: "0.002",
    x: true,
  };
  assert.deepEqual(client.read().filter((message) => message !== "ping"), [
    kline(180_000, { ...quiet, ...third }),
  ]);
});

Deno.test("Binance: what is asked for on a socket, and what is answered", () => {
  const client = open().connect("/binance/ws"), driven = open();
  const all = [
    [{ method: "SUBSCRIBE", params: ["bnbbtc@trade", "bnbbtc@kline_1m"], id: 1 }, `{"result":null,"id":1}`],
    [{ method: "UNSUBSCRIBE", params: ["bnbbtc@trade"], id: "two" }, `{"result":null,"id":"two"}`],
    [{ method: "LIST_SUBSCRIPTIONS", id: 3 }, `{"result":["bnbbtc@kline_1m"],"id":3}`],
    [{ method: "SET_PROPERTY", params: ["combined", true], id: null }, `{"result":null,"id":null}`],
    [{ method: "GET_PROPERTY", params: ["combined"], id: 5 }, `{"result":true,"id":5}`],
  ] as const;
  for (const [message, answer] of all) {
    client.say(message);
    assert.deepEqual(client.news(), [answer]);
  }
  const wrong: [unknown, string][] = [
    ["{", `{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}`],
    [
      { params: [], id: 1 },
      '{"code":2,"msg":"Invalid request: missing field `method` at line 1 column 20","id":1}',
    ],
    [
      { method: "SUBSCRIB", params: [], id: 1 },
      '{"code":2,"msg":"Invalid request: unknown variant `SUBSCRIB`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, ' +
      '`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 40","id":1}',
    ],
    [
      { method: "SUBSCRIBE", params: [] },
      `{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}`,
    ],
    [
      { method: "LIST_SUBSCRIPTIONS", params: [], id: 1 },
      `{"code":2,"msg":"Invalid request: too many parameters","id":1}`,
    ],
    [
      { method: "SET_PROPERTY", params: [1], id: 1 },
      `{"code":2,"msg":"Invalid request: property name must be a string","id":1}`,
    ],
    [{ method: "SET_PROPERTY", params: ["x", 1], id: 1 }, `{"code":0,"msg":"Unknown property","id":1}`],
    [
      { method: "SET_PROPERTY", params: ["combined", 1], id: 1 },
      `{"code":1,"msg":"Invalid value type: expected Boolean","id":1}`,
    ],
  ];
  for (const [message, answer] of wrong) {
    const other = driven.connect("/binance/ws");
    other.say(message);
    assert.deepEqual(other.news(), [answer]);
  }
});

Deno.test("Binance: six messages within a second end the connection, five don't", () => {
  const driven = open(), client = driven.connect("/binance/ws");
  const ask = (count: number) => {
    for (let i = 0; i < count; i++) client.say({ method: "LIST_SUBSCRIPTIONS", id: i });
    return client.news().slice(-1);
  };
  assert.deepEqual(ask(5), [`{"result":[],"id":4}`]);
  driven.clock.pass(1_000);
  assert.deepEqual(ask(6), ["closed 1008 Too many requests"]);
});

Deno.test("Binance: a ping every 20 s; without its pong the connection ends 60 s later", () => {
  const driven = open(), client = driven.connect("/binance/ws");
  for (let i = 0; i < 30; i++) {
    driven.clock.pass(20_000);
    assert.deepEqual(client.news(), ["ping"]);
    client.pong();
  }
  driven.clock.pass(20_000);
  assert.deepEqual(client.news(), ["ping"]);
  driven.clock.pass(60_000);
  assert.deepEqual(client.news(), ["ping", "ping", "closed 1008 pong not received"]);
});

Deno.test("Binance: a connection lives a day, and hears before the server shuts down", () => {
  const driven = open({ connectionLifeMs: 50_000 }),
    client = driven.connect("/binance/stream?streams=bnbbtc@nothing");
  driven.clock.pass(10_000);
  driven.exchange.misbehave({ kind: "shutdown", afterMs: 5_000 });
  assert.deepEqual(client.news(), [
    `{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1767225610000}}`,
  ]);
  const second = driven.connect("/binance/ws/bnbbtc@trade");
  driven.clock.pass(5_000);
  assert.deepEqual([client.news(), second.news()], [["closed 1001 server shutdown"], []]);
  for (let i = 0; i < 2; i++) {
    driven.clock.pass(20_000);
    second.pong();
  }
  driven.clock.pass(10_000);
  assert.deepEqual(second.news().slice(-1), ["closed 1008 disconnected after 24 hours"]);
});

Deno.test("Binance REST: klines, trades from a number or a time, symbols, time, errors", () => {
  const driven = open();
  driven.clock.pass(61_500);
  const root = "/binance/api/v3", first = START_MS;
  const rows = [
    [
      first - 60_000,
      "0.003",
      "0.003",
      "0.003",
      "0.003",
      "4",
      first - 1,
      "0.01200000",
      1,
      "4",
      "0.01200000",
      "0",
    ],
    [
      first,
      "0.001",
      "0.0025",
      "0.001",
      "0.0015",
      "102.5",
      first + 59_999,
      "0.10575000",
      3,
      "100.5",
      "0.10075000",
      "0",
    ],
    [
      first + 60_000,
      "0.002",
      "0.002",
      "0.002",
      "0.002",
      "0.00000001",
      first + 119_999,
      "0.00000000",
      1,
      "0.00000001",
      "0.00000000",
      "0",
    ],
  ];
  const trade = (a: number, p: string, q: string, afterMs: number, m: boolean) => ({
    a,
    p,
    q,
    f: a,
    l: a,
    T: first + afterMs,
    m,
    M: true,
  });
  const trades = [
    trade(1, "0.003", "4", -500, false),
    trade(2, "0.001", "100", 100, false),
    trade(3, "0.0025", "2", 250, true),
    trade(4, "0.0015", "0.5", 250, false),
    trade(5, "0.002", "0.00000001", 61_000, false),
  ];
  const cases: [path: string, status: number, body: unknown][] = [
    ["/klines?symbol=BNBBTC&interval=1m", 200, rows],
    ["/klines?symbol=BNBBTC&interval=1m&limit=1", 200, rows.slice(2)],
    [`/klines?symbol=BNBBTC&interval=1m&startTime=${first - 60_000}&limit=2`, 200, rows.slice(0, 2)],
    [`/klines?symbol=BNBBTC&interval=1m&startTime=${first}&endTime=${first}`, 200, rows.slice(1, 2)],
    ["/aggTrades?symbol=BNBBTC", 200, trades],
    ["/aggTrades?symbol=BNBBTC&fromId=3&limit=2", 200, trades.slice(2, 4)],
    ["/aggTrades?symbol=BNBBTC&fromId=6", 200, []],
    [`/aggTrades?symbol=BNBBTC&startTime=${first + 250}&endTime=${first + 60_999}`, 200, trades.slice(2, 4)],
    ["/aggTrades?symbol=BNBBTC&limit=1", 200, trades.slice(4)],
    ["/historicalTrades?symbol=BNBBTC&fromId=3&limit=1", 200, [
      {
        id: 3,
        price: "0.0025",
        qty: "2",
        quoteQty: "0.00500000",
        time: first + 250,
        isBuyerMaker: true,
        isBestMatch: true,
      },
    ]],
    ["/time", 200, { serverTime: first + 61_500 }],
    ["/ping", 200, {}],
    ["/klines?symbol=NOSUCH&interval=1m", 400, { code: -1121, msg: "Invalid symbol." }],
    ["/klines?symbol=BNBBTC&interval=7m", 400, { code: -1120, msg: "Invalid interval." }],
    ["/klines?interval=1m", 400, {
      code: -1102,
      msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    }],
    ["/aggTrades?symbol=BNBBTC&fromId=1&startTime=1", 400, {
      code: -1128,
      msg: "Combination of optional parameters invalid.",
    }],
  ];
  for (const [path, status, body] of cases) assert.deepEqual(driven.get(root + path), [status, body], path);
  const [, info] = driven.get(`${root}/exchangeInfo?symbol=BNBBTC`) as [
    number,
    { symbols: Record<string, unknown>[] },
  ];
  assert.deepEqual(
    info.symbols.map((
      { symbol, baseAsset, quoteAsset, filters },
    ) => [symbol, baseAsset, quoteAsset, filters]),
    [["BNBBTC", "BNB", "BTC", [
      {
        filterType: "PRICE_FILTER",
        minPrice: "0.01000000",
        maxPrice: "1000000.00000000",
        tickSize: "0.01000000",
      },
      { filterType: "LOT_SIZE", minQty: "0.00000001", maxQty: "9000000.00000000", stepSize: "0.00000001" },
      { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true },
    ]]],
  );
});

Deno.test("Binance REST: 6000 weight a minute, then 429, then a ban for whoever goes on", () => {
  const driven = open(), ask = () => driven.reply("/binance/api/v3/historicalTrades?symbol=BNBBTC");
  for (let i = 1; i <= 240; i++) assert.deepEqual([ask().status, i], [200, i]);
  assert.equal(driven.reply("/binance/api/v3/time").status, 429);
  driven.clock.pass(20_000);
  const refused = ask();
  assert.deepEqual([refused.status, refused.headers["retry-after"]], [429, "40"]);
  for (let i = 0; i < 8; i++) assert.equal(ask().status, 429);
  const banned = ask();
  assert.deepEqual([banned.status, banned.headers["retry-after"]], [418, "120"]);
  driven.clock.pass(60_000);
  assert.deepEqual([ask().status, ask().headers["retry-after"]], [418, "60"]);
  driven.clock.pass(60_000);
  const free = ask();
  assert.deepEqual([free.status, free.headers["x-mbx-used-weight-1m"]], [200, "25"]);
});
