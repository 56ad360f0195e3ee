import assert from "node:assert/strict";
import { FeedRecorder, START_MS } from "../feed_recorder.ts";

const S = "BTC-USD";

const stamp = (second: number) => new Date(START_MS + second * 1_000).toISOString();

function trade(id: number) {
  return {
    trade_id: String(id),
    product_id: S,
    price: "68900.50",
    size: "0.00150000",
    side: "BUY",
    time: stamp(id - 100),
  };
}

function trades(sequence: number, ...ids: number[]) {
  const newestFirst = ids.toReversed().map(trade);
  return {
    channel: "market_trades",
    client_id: "",
    timestamp: stamp(ids[0] - 100),
    sequence_num: sequence,
    events: [{ type: "update", trades: newestFirst }],
  };
}

function subscriptions(sequence: number, what: Record<string, string[]>) {
  return {
    channel: "subscriptions",
    client_id: "",
    timestamp: stamp(0),
    sequence_num: sequence,
    events: [{ subscriptions: what }],
  };
}

function heartbeat(sequence: number) {
  return `{"channel":"heartbeats","client_id":"","timestamp":"2026-04-07T14:30:10.000000Z","sequence_num":${sequence},"events":[{"current_time":"2026-04-07 14:30:10.000000000+00:00","heartbeat_counter":42}]}`;
}

function live(symbol = S, answer = () => ({ text: '{"trades":[]}' })): FeedRecorder {
  const recorder = new FeedRecorder("coinbase", [symbol], { answer });
  const { socket } = recorder.outside;
  socket.open();
  socket.say(
    subscriptions(0, { market_trades: [S] }),
    subscriptions(1, { market_trades: [S], heartbeats: ["x"] }),
  );
  return recorder;
}

const told = (id: number, how = "") => `0 #${id} 0.0015@68900.5${how}`;
const onlyMarket = (lines: string[]) => lines.filter((each) => !each.startsWith("—"));

Deno.test("FEEDS' own messages: a channel a message, heartbeats too; trades oldest first, the snapshot left out", () => {
  const recorder = new FeedRecorder("coinbase", [S]);
  const { socket } = recorder.outside;
  assert.equal(socket.url, "wss://advanced-trade-ws.coinbase.com");
  socket.open();
  assert.deepEqual(socket.sent, [
    { type: "subscribe", product_ids: [S], channel: "market_trades" },
    { type: "subscribe", channel: "heartbeats" },
  ]);
  socket.say(
    '{"channel":"subscriptions","client_id":"","timestamp":"2026-04-07T14:30:00Z","sequence_num":0,"events":[{"subscriptions":{"market_trades":["BTC-USD"]}}]}',
  );
  assert.equal(recorder.feed.health.state, "subscribing");
  socket.say(subscriptions(1, { market_trades: [S], heartbeats: ["heartbeats"] }));
  socket.say(
    '{"channel":"market_trades","timestamp":"2026-04-07T14:30:02.9Z","sequence_num":2,"events":[{"type":"snapshot","trades":[{"trade_id":"995098699","product_id":"BTC-USD","price":"68900.50","size":"0.1","side":"BUY","time":"2026-04-07T14:29:59.789012Z"}]}]}',
    '{"channel":"market_trades","client_id":"","timestamp":"2026-04-07T14:30:02.9Z","sequence_num":3,"events":[{"type":"update","trades":[{"trade_id":"995098701","product_id":"BTC-USD","price":"68901","size":"2","side":"SELL","time":"2026-04-07T14:30:02.8Z"},{"trade_id":"995098700","product_id":"BTC-USD","price":"68900.50","size":"0.00150000","side":"BUY","time":"2026-04-07T14:30:02.789012Z"}]}]}',
    heartbeat(4),
  );
  assert.deepEqual(recorder.take(), [
    "— connecting: connecting",
    "— subscribing: subscribing",
    "— live",
    "0 #995098700 0.0015@68900.5",
    "0 #995098701 2@68901",
  ]);
  assert.deepEqual(recorder.feed.health.setAside, {});
  const [{ timeMs }] = recorder.events.filter((event) => event.kind === "trade");
  assert(Math.abs(timeMs - (START_MS + 2_789.012)) < 1e-3);
});

Deno.test("a jump of the connection's count: what was lost is fetched, newest first, and spliced in before what follows", () => {
  let asked = "";
  const recorder = live();
  const { outside } = recorder, { socket } = outside;
  socket.say(trades(2, 100, 101));
  outside.answer = (url) => {
    asked = url.pathname + url.search;
    return { text: JSON.stringify({ trades: [103, 102, 101].map(trade), best_bid: "1", best_ask: "2" }) };
  };
  socket.say(heartbeat(4), trades(5, 104)); // 3 is lost
  assert.deepEqual(onlyMarket(recorder.take()), [told(100), told(101)]);
  outside.advance(260);
  socket.say(trades(6, 105), trades(4, 99)); // and an old message comes again
  assert.equal(
    asked,
    `/api/v3/brokerage/market/products/BTC-USD/ticker?limit=1000&start=${START_MS / 1_000 + 1}`,
  );
  assert.deepEqual(onlyMarket(recorder.take()), [
    told(102, " fetched"),
    told(103, " fetched"),
    "0 gap of 2",
    told(104),
    told(105),
  ]);
  assert.deepEqual(recorder.feed.health.setAside, { "a trade that is known already": 1 });
});

Deno.test("numbers that turn out to have holes are no gaps any more", () => {
  const recorder = live();
  const { outside } = recorder, { socket } = outside;
  socket.say(trades(2, 100));
  for (let i = 1, sequence = 3; i <= 5; i++) {
    socket.say(trades(sequence++, 100 + 2 * i));
    for (let second = 0; second < 9; second++) {
      outside.advance(1_000);
      socket.say(heartbeat(sequence++));
    }
  }
  assert.deepEqual(onlyMarket(recorder.take()), [
    told(100),
    "0 gap of 0: the exchange has no trade 101 that can be",
    told(102),
    "0 gap of 0: the exchange has no trade 103 that can be",
    told(104),
    "0 gap of 0: the exchange has no trade 105 that can be",
    told(106),
    told(108),
    told(110),
  ]);
});

Deno.test("BTC-USDC comes back as BTC-USD", () => {
  const recorder = live("BTC-USDC");
  recorder.outside.socket.say(trades(2, 100));
  assert.deepEqual(recorder.take().slice(2), ["— live", told(100)]);
});

Deno.test("only the newest trades are kept: closed bars stand for older ones", () => {
  const recorder = live();
  const { outside } = recorder;
  outside.socket.say(trades(2, 100));
  outside.socket.drop(1006);
  outside.advance(10 * 60_000);
  while (outside.socket.isOver) outside.advance(100);
  const second = 100 + 600;
  let tickers = 0;
  outside.answer = (url) => {
    if (url.pathname.endsWith("candles")) {
      const candle = (minute: number) => ({
        start: String(START_MS / 1_000 + minute * 60),
        low: "1",
        high: "3",
        open: "2",
        close: "2",
        volume: "5",
      });
      return { text: JSON.stringify({ candles: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(candle) }) };
    }
    tickers++;
    // A thousand trades of one second, and nothing older, however it is asked.
    if (tickers <= 2) {
      return {
        text: JSON.stringify({
          trades: Array.from(
            { length: 1_000 },
            (_, i) => ({ ...trade(second + 2_000 - i), time: stamp(605) }),
          ),
        }),
      };
    }
    return { text: JSON.stringify({ trades: [{ ...trade(second + 2_001), time: stamp(606) }] }) };
  };
  recorder.take();
  outside.socket.open();
  outside.socket.say({ ...subscriptions(0, { market_trades: [S], heartbeats: [] }), timestamp: stamp(606) });
  outside.advance(1_000);
  const lines = recorder.take();
  assert.equal(lines.filter((each) => / bar .* backfill/.test(each)).length, 10);
  assert.deepEqual(lines.slice(-3), [told(second + 2_001, " fetched"), "0 gap of 11", "— live"]);
});

Deno.test("silence and errors", async (test) => {
  await test.step("five seconds without a heartbeat, then given up", () => {
    const recorder = live();
    recorder.outside.advance(5_000);
    assert.equal(recorder.take().at(-1), "— stale: nothing has come for too long");
    recorder.outside.advance(5_000);
    assert.equal(recorder.take().at(-1), "— waiting: nothing has come for 10 s");
  });
  await test.step("a product that isn't there", () => {
    const recorder = new FeedRecorder("coinbase", ["NO-PE"]);
    recorder.outside.socket.open();
    recorder.outside.socket.say({ type: "error", message: "NO-PE is not a valid product" });
    assert.equal(
      (recorder.failure as Error).message,
      "Coinbase refuses NO-PE: NO-PE is not a valid product.",
    );
  });
  await test.step("too many messages", () => {
    const recorder = live();
    recorder.outside.socket.say({ type: "error", message: "rate limit exceeded" });
    assert.equal(recorder.take().at(-1), "— waiting: Coinbase says: rate limit exceeded");
    recorder.outside.advance(4_999);
    assert.equal(recorder.outside.sockets.length, 1);
  });
});

Deno.test("history: candles in pages, oldest first", () => {
  const recorder = live();
  const asked: string[] = [];
  recorder.outside.answer = (url) => {
    asked.push(url.search);
    const start = Number(url.searchParams.get("start")), end = Number(url.searchParams.get("end"));
    const candles = [];
    for (let s = start; s <= end; s += 60) {
      candles.unshift({ start: String(s), low: "1", high: "3", open: "2", close: "2", volume: "5" });
    }
    return { text: JSON.stringify({ candles }) };
  };
  let got: readonly { openTimeMs: number }[] = [], problem = "?";
  recorder.feed.history(
    { symbol: S, timeframe: "1m", fromMs: START_MS - 700 * 60_000, toMs: START_MS },
    (bars, why) => [got, problem] = [bars, why],
  );
  recorder.outside.advance(1_000);
  assert.deepEqual([got.length, problem, asked.length], [700, "", 3]);
  assert.deepEqual(
    got.map(({ openTimeMs }) => openTimeMs),
    Array.from({ length: 700 }, (_, i) => START_MS - (700 - i) * 60_000),
  );
});
