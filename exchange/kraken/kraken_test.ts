import assert from "node:assert/strict";
import { DrivenExchange, type Listed } from "../driven/driven_exchange.ts";

const START_MS = Date.UTC(2023, 9, 6, 17, 35, 0);
const LISTED: Listed = {
  "BTC/USD": [[-2_000, 105_944.2, 1], [440, 105_944.2, 0.00027625], [440, 105_940, -0.5], [
    59_000,
    105_950,
    1,
  ], [121_000, 105_960, 2]],
};
const open = () => new DrivenExchange(START_MS, LISTED);

const trade = (id: number, side: string, price: number, qty: number, time: string) => ({
  symbol: "BTC/USD",
  side,
  price,
  qty,
  ord_type: side === "buy" ? "market" : "limit",
  trade_id: id,
  timestamp: `2023-10-06T17:${time}000Z`,
});

/** Without the number of the connection, which JSON can't hold. */
const STATUS =
  /^\{"channel":"status","type":"update","data":\[\{"version":"2.0.10","system":"online","api_version":"v2","connection_id":\d{19}\}\]\}$/;

Deno.test("Kraken: status, one answer a symbol, a snapshot, trades, heartbeats where nothing else comes", () => {
  const driven = open(), client = driven.connect("/kraken/v2");
  assert.match(client.news()[0], STATUS);
  client.say({
    method: "subscribe",
    params: { channel: "trade", symbol: ["BTC/USD", "XX/YY"], snapshot: true },
    req_id: 1,
  });
  const time = "2023-10-06T17:35:00.000000Z";
  assert.deepEqual(client.read(), [
    {
      method: "subscribe",
      result: { channel: "trade", symbol: "BTC/USD", snapshot: true },
      success: true,
      time_in: time,
      time_out: time,
      req_id: 1,
    },
    { channel: "trade", type: "snapshot", data: [trade(1, "buy", 105_944.2, 1, "34:58.000")] },
    {
      method: "subscribe",
      success: false,
      error: "Currency pair not supported XX/YY",
      symbol: "XX/YY",
      time_in: time,
      time_out: time,
      req_id: 1,
    },
  ]);
  driven.clock.pass(2_500);
  assert.deepEqual(
    client.read(),
    [
      {
        channel: "trade",
        type: "update",
        data: [
          trade(2, "buy", 105_944.2, 0.00027625, "35:00.440"),
          trade(3, "sell", 105_940, 0.5, "35:00.440"),
        ],
      },
      { channel: "heartbeat" },
      { channel: "heartbeat" },
    ],
  );
  client.say({ method: "ping", req_id: 101 });
  assert.deepEqual(client.news(), [
    `{"method":"pong","req_id":101,"time_in":"2023-10-06T17:35:02.500000Z","time_out":"2023-10-06T17:35:02.500000Z"}`,
  ]);
});

Deno.test("Kraken: candles come with trades alone, and begin anew where a trade falls into the next", () => {
  const driven = open(), client = driven.connect("/kraken/v2");
  client.say({
    method: "subscribe",
    params: { channel: "ohlc", symbol: ["BTC/USD"], interval: 1 },
    req_id: 2,
  });
  driven.clock.pass(121_500);
  const candle = (minute: number, ohlc: readonly number[], trades: number, volume: number, vwap: number) => ({
    symbol: "BTC/USD",
    open: ohlc[0],
    high: ohlc[1],
    low: ohlc[2],
    close: ohlc[3],
    trades,
    volume,
    vwap,
    interval_begin: `2023-10-06T17:${minute}:00.000000000Z`,
    interval: 1,
    timestamp: `2023-10-06T17:${minute + 1}:00.000000Z`,
  });
  const told = client.read().filter((message) => (message as { channel?: string }).channel === "ohlc");
  const message = (type: string, time: string, candle: unknown) => ({
    channel: "ohlc",
    type,
    timestamp: `2023-10-06T17:${time}000Z`,
    data: [candle],
  });
  assert.deepEqual(told, [
    message(
      "snapshot",
      "35:00.000",
      candle(34, [105_944.2, 105_944.2, 105_944.2, 105_944.2], 1, 1, 105_944.2),
    ),
    message(
      "update",
      "35:00.440",
      candle(35, [105_944.2, 105_944.2, 105_940, 105_940], 2, 0.50027625, 105_940.00231922),
    ),
    message(
      "update",
      "35:59.000",
      candle(35, [105_944.2, 105_950, 105_940, 105_950], 3, 1.50027625, 105_946.66621247),
    ),
    message("update", "37:01.000", candle(37, [105_960, 105_960, 105_960, 105_960], 1, 2, 105_960)),
  ]);
});

Deno.test("Kraken: what is refused, and the end of an idle connection", () => {
  const driven = open(), client = driven.connect("/kraken/v2");
  client.news();
  const subscribe = (params: unknown, method = "subscribe") => ({ method, params, req_id: 1 });
  const trades = { channel: "trade", symbol: ["BTC/USD"] };
  const cases: [unknown, unknown][] = [
    ["{", "Malformed request"],
    [{ method: "sing" }, "Method not supported"],
    [subscribe({ channel: "book", symbol: ["BTC/USD"] }), "Channel not supported"],
    [subscribe({ channel: "ohlc", symbol: ["BTC/USD"], interval: 2 }), "Interval not supported"],
    [subscribe(trades, "unsubscribe"), "Subscription Not Found"],
    [subscribe(trades), undefined],
    [subscribe(trades), "Already subscribed"],
    [subscribe(trades, "unsubscribe"), undefined],
  ];
  for (const [message, error] of cases) {
    client.say(message);
    assert.deepEqual((client.read()[0] as { error?: string }).error, error, JSON.stringify(message));
  }
  for (let i = 0; i < 13; i++) client.say({ method: "ping" });
  assert.deepEqual(client.news().slice(-1), [`{"Error":"Exceeded msg rate"}`]);
  driven.clock.pass(59_000);
  client.say({ method: "ping" });
  driven.clock.pass(59_000);
  assert.deepEqual(client.read().length, 1);
  driven.clock.pass(2_000);
  assert.deepEqual(client.news(), ["closed 1000 idle"]);
});

Deno.test("Kraken REST: candles, trades from any of them on, pairs, errors with status 200", () => {
  const driven = open(), root = "/kraken/0/public";
  driven.clock.pass(122_000);
  const startS = START_MS / 1_000;
  const ok = (result: unknown): [number, unknown] => [200, { error: [], result }];
  const no = (error: string): [number, unknown] => [200, { error: [error] }];
  const rows = [
    ["105944.2", "1.00000000", startS - 2, "b", "m", "", 1],
    ["105944.2", "0.00027625", startS + 0.44, "b", "m", "", 2],
    ["105940", "0.50000000", startS + 0.44, "s", "l", "", 3],
    ["105950", "1.00000000", startS + 59, "b", "m", "", 4],
    ["105960", "2.00000000", startS + 121, "b", "m", "", 5],
  ];
  const cases: [string, [number, unknown]][] = [
    [
      "/OHLC?pair=XBTUSD&interval=1",
      ok({
        XXBTZUSD: [
          [startS - 60, "105944.2", "105944.2", "105944.2", "105944.2", "105944.2", "1.00000000", 1],
          [startS, "105944.2", "105950", "105940", "105950", "105946.66621247", "1.50027625", 3],
          [startS + 60, "105950", "105950", "105950", "105950", "0", "0.00000000", 0],
          [startS + 120, "105960", "105960", "105960", "105960", "105960", "2.00000000", 1],
        ],
        last: startS + 60,
      }),
    ],
    ["/Trades?pair=BTC/USD&since=0", ok({ XXBTZUSD: rows, last: `${START_MS + 121_000}000001` })],
    [
      "/Trades?pair=XBTUSD&since=0&count=2",
      ok({ XXBTZUSD: rows.slice(0, 2), last: `${START_MS + 440}000001` }),
    ],
    [
      `/Trades?pair=XBTUSD&since=${START_MS + 440}000001&count=1`,
      ok({
        XXBTZUSD: rows.slice(2, 3),
        last: `${START_MS + 440}000002`,
      }),
    ],
    [
      `/Trades?pair=XBTUSD&since=${START_MS + 440}000000&count=1`,
      ok({
        XXBTZUSD: rows.slice(1, 2),
        last: `${START_MS + 440}000001`,
      }),
    ],
    [
      `/Trades?pair=XBTUSD&since=${START_MS + 440}000002&count=1`,
      ok({
        XXBTZUSD: rows.slice(3, 4),
        last: `${START_MS + 59_000}000001`,
      }),
    ],
    ["/Trades?pair=XBTUSD&count=1", ok({ XXBTZUSD: rows.slice(4), last: `${START_MS + 121_000}000001` })],
    ["/OHLC?pair=NOSUCH", no("EQuery:Unknown asset pair")],
    ["/OHLC?pair=XBTUSD&interval=2", no("EGeneral:Invalid arguments")],
    ["/Nothing", no("EGeneral:Unknown method")],
    ["/Time", ok({ unixtime: startS + 122, rfc1123: "Fri, 06 Oct 2023 17:37:02 GMT" })],
  ];
  for (const [path, answer] of cases) assert.deepEqual(driven.get(root + path), answer, path);
  const [, pairs] = driven.get(`${root}/AssetPairs?pair=XBTUSD`) as [
    number,
    { result: Record<string, { wsname: string }> },
  ];
  assert.equal(pairs.result.XXBTZUSD.wsname, "XBT/USD");
  for (let i = 0; i < 3; i++) driven.get(`${root}/Time`);
  assert.deepEqual(driven.get(`${root}/Time`), no("EGeneral:Too many requests"));
});
