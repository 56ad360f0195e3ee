import assert from "node:assert/strict";
import { FeedRecorder } from "../feed_recorder.ts";

const S = "BTC/USD", START_MS = Date.UTC(2023, 9, 6, 17, 35);

const STATUS =
  '{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","connection_id":6447481662169813000}]}';
const ACK_TRADE =
  '{"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD","snapshot":false},"success":true,"time_in":"2023-10-06T17:35:00.000001Z","time_out":"2023-10-06T17:35:00.000002Z","req_id":1}';
const ACK_OHLC =
  '{"method":"subscribe","result":{"channel":"ohlc","symbol":"BTC/USD","interval":1,"snapshot":false},"success":true,"time_in":"2023-10-06T17:35:00.000001Z","time_out":"2023-10-06T17:35:00.000002Z","req_id":2}';

function trade(id: number, second: number) {
  return {
    channel: "trade",
    type: "update",
    data: [{
      symbol: S,
      side: "sell",
      price: 27_000.5,
      qty: 0.5,
      ord_type: "limit",
      trade_id: id,
      timestamp: new Date(START_MS + second * 1_000).toISOString(),
    }],
  };
}

/** A page of REST's trades, as FEEDS prints it. */
function page(ids: readonly number[]) {
  const rows = ids.map((
    id,
  ) => ["27000.50000", "0.50000000", START_MS / 1_000 + id - 100 + 0.1234567, "s", "l", "", id]);
  return { text: JSON.stringify({ error: [], result: { XXBTZUSD: rows, last: "1696613701000000000" } }) };
}

function subscribe({ outside: { socket } }: FeedRecorder): void {
  socket.open();
  socket.say(STATUS, ACK_TRADE, ACK_OHLC);
}

Deno.test("FEEDS' own messages: subscribes, is ready once all is acknowledged, tells trades; a bar once the next begins", () => {
  const recorder = new FeedRecorder("kraken", [S], { startMs: START_MS });
  const { socket } = recorder.outside;
  assert.equal(socket.url, "wss://ws.kraken.com/v2");
  socket.open();
  assert.deepEqual(socket.sent, [
    { method: "subscribe", params: { channel: "trade", symbol: [S], snapshot: false }, req_id: 1 },
    {
      method: "subscribe",
      params: { channel: "ohlc", symbol: [S], snapshot: false, interval: 1 },
      req_id: 2,
    },
  ]);
  socket.say(STATUS, ACK_TRADE);
  assert.equal(recorder.feed.health.state, "subscribing");
  const bar = (minute: number, close: number) => ({
    channel: "ohlc",
    type: "update",
    timestamp: "2023-10-06T17:35:55.440295Z",
    data: [{
      symbol: S,
      open: 10,
      high: 12,
      low: 9,
      close,
      trades: 12,
      volume: 3.5,
      vwap: 10.5,
      interval_begin: `2023-10-06T17:${minute}:00.000000000Z`,
      interval: 1,
      timestamp: `2023-10-06T17:${minute + 1}:00.000000Z`,
    }],
  });
  socket.say(
    ACK_OHLC,
    '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":10218208,"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
    '{"channel":"heartbeat"}',
    bar(35, 10),
    bar(35, 11),
    bar(37, 10), // a minute without a trade has no bar
  );
  assert.deepEqual(recorder.take(), [
    "— connecting: connecting",
    "— subscribing: subscribing",
    "— live",
    "0 #10218208 0.00027625@105944.2 buy",
    "0 bar 17:35 10 12 9 11 3.5 live",
  ]);
  const [{ timeMs }] = recorder.events.filter((event) => event.kind === "trade");
  assert.equal(timeMs, START_MS + 55_440.295);
  assert.deepEqual(recorder.feed.health.setAside, {});
});

Deno.test("what was missed is fetched by time, and known by number", () => {
  const asked: string[] = [];
  const recorder = new FeedRecorder("kraken", [S], {
    startMs: START_MS,
    known: [{ tradeId: 100, timeMs: START_MS + 123.456 }],
    answer: ({ pathname, search }) => {
      asked.push(pathname + search);
      return page(asked.length === 1 ? [99, 100, 101, 102] : []);
    },
  });
  subscribe(recorder);
  recorder.outside.advance(50);
  recorder.outside.socket.say(trade(102, 2), trade(103, 3));
  assert.deepEqual(asked, [
    "/0/public/Trades?pair=XBTUSD&since=1696613700122456000&count=1000",
    "/0/public/Trades?pair=XBTUSD&since=1696613701000000000&count=1000", // a short page may not be all
  ]);
  assert.deepEqual(recorder.take().slice(2), [
    "— backfilling: what was missed is being fetched",
    "0 #101 0.5@27000.5 sell fetched",
    "0 #102 0.5@27000.5 sell fetched",
    "0 gap of 2",
    "— live",
    "0 #103 0.5@27000.5 sell",
  ]);
  const [{ timeMs }] = recorder.events.filter((event) => event.kind === "trade");
  assert.equal(timeMs, START_MS + 1_123.457);
});

Deno.test("no more is fetched than up to the first live trade", () => {
  const recorder = new FeedRecorder("kraken", [S], {
    startMs: START_MS,
    known: [{ tradeId: 100, timeMs: START_MS }],
    answer: () => page(Array.from({ length: 1_000 }, (_, i) => 101 + i)), // full: there may be more
  });
  subscribe(recorder);
  recorder.outside.socket.say(trade(1_099, 999));
  recorder.outside.advance(50);
  recorder.outside.socket.say(trade(1_100, 1_000), trade(1_101, 1_001));
  assert.equal(recorder.outside.requests.length, 1);
  assert.deepEqual(recorder.take().slice(-4), [
    "0 #1100 0.5@27000.5 sell fetched",
    "0 gap of 999",
    "— live",
    "0 #1101 0.5@27000.5 sell",
  ]);
});

Deno.test("silence: doubted after ten seconds, pinged, given up at fifteen; a pong is a sign of life", () => {
  const recorder = new FeedRecorder("kraken", [S], { startMs: START_MS });
  subscribe(recorder);
  const { outside } = recorder;
  recorder.take();
  outside.advance(10_000);
  assert.deepEqual(recorder.take(), ["— stale: nothing has come for too long"]);
  assert.deepEqual(outside.socket.sent.at(-1), { method: "ping", req_id: 3 });
  outside.socket.say({ method: "pong", req_id: 3, time_in: "x", time_out: "2023-10-06T17:35:10.000000Z" });
  assert.deepEqual(recorder.take(), ["— live"]);
  outside.advance(15_000);
  assert.deepEqual(recorder.take(), [
    "— stale: nothing has come for too long",
    "— waiting: nothing has come for 15 s",
  ]);
});

Deno.test("refusals: a pair that isn't there is for good, too many messages and maintenance are not", async (test) => {
  await test.step("unknown pair", () => {
    const recorder = new FeedRecorder("kraken", ["XX/YY"], { startMs: START_MS });
    recorder.outside.socket.open();
    recorder.outside.socket.say(
      '{"method":"subscribe","success":false,"error":"Currency pair not supported XX/YY","symbol":"XX/YY","time_in":"…","time_out":"…","req_id":1}',
    );
    assert.equal(
      (recorder.failure as Error).message,
      "Kraken refuses XX/YY: Currency pair not supported XX/YY.",
    );
    assert.deepEqual([recorder.feed.health.state, recorder.outside.timers], ["dead", 0]);
  });
  for (
    const [message, reason] of [
      ['{"Error":"Exceeded msg rate"}', "Kraken says: Exceeded msg rate"],
      [STATUS.replace("online", "maintenance"), "Kraken is in maintenance"],
    ]
  ) {
    await test.step(reason, () => {
      const recorder = new FeedRecorder("kraken", [S], { startMs: START_MS });
      subscribe(recorder);
      recorder.outside.socket.say(message);
      assert.equal(recorder.take().at(-1), `— waiting: ${reason}`);
      recorder.outside.advance(4_999);
      assert.equal(recorder.outside.sockets.length, 1);
      recorder.outside.advance(1_002);
      assert.equal(recorder.outside.sockets.length, 2);
    });
  }
});

Deno.test("errors that come with status 200", () => {
  let asked = 0;
  const recorder = new FeedRecorder("kraken", [S], {
    startMs: START_MS,
    known: [{ tradeId: 100, timeMs: START_MS }],
    answer: () => asked++ === 0 ? { text: '{"error":["EAPI:Rate limit exceeded"]}' } : page([101]),
  });
  subscribe(recorder);
  recorder.outside.advance(100);
  recorder.outside.socket.say({ channel: "heartbeat" });
  assert.equal(asked, 1);
  recorder.outside.advance(6_100);
  assert.deepEqual(recorder.take().slice(3), ["0 #101 0.5@27000.5 sell fetched", "0 gap of 1", "— live"]);
});

Deno.test("history: the newest 720 bars, and it says so; the running one is left out", () => {
  const recorder = new FeedRecorder("kraken", [S], { startMs: START_MS });
  const minute = 60_000,
    rows = Array.from({ length: 720 }, (_, i) => {
      const seconds = (START_MS - (719 - i) * minute) / 1_000;
      return [seconds, "10.0", "12.0", "9.0", "11.0", "10.5", "3.50000000", 12];
    });
  recorder.outside.answer = () => ({
    text: JSON.stringify({ error: [], result: { XXBTZUSD: rows, last: 1 } }),
  });
  const ask = (minutes: number) => {
    let got: [number, string] = [0, "?"];
    recorder.feed.history(
      { symbol: S, timeframe: "1m", fromMs: START_MS - minutes * minute, toMs: START_MS },
      (bars, problem) => got = [bars.length, problem],
    );
    recorder.outside.advance(2_000);
    return got;
  };
  assert.deepEqual(ask(100), [100, ""]);
  assert.deepEqual(ask(1_000), [719, "Kraken doesn't keep bars of 1m for so long."]);
});
