import assert from "node:assert/strict";
import { FeedRecorder, START_MS } from "../feed_recorder.ts";
import type { FeedHealth } from "../../engine/live/feed_event.ts";

const S = "BTCUSDT";

/** A trade as Binance says it: numbered, at a second after the start for each number, at 100 and its number. */
function trade(id: number, change: Record<string, unknown> = {}) {
  const T = START_MS + id * 1_000;
  return {
    e: "aggTrade",
    E: T,
    s: S,
    a: id,
    p: `${100 + id}.50`,
    q: "0.25",
    f: id,
    l: id,
    T,
    m: false,
    M: true,
    ...change,
  };
}

/** A row of aggTrades. */
function row(id: number) {
  const { a, p, q, f, l, T, m, M } = trade(id);
  return { a, p, q, f, l, T, m, M };
}

function told(id: number, how = ""): string {
  return `0 #${id} 0.25@${100.5 + id} buy${how}`;
}

/** REST that has trades up to a number. */
function rest(newest: () => number) {
  return (url: URL) => {
    if (url.pathname === "/api/v3/time") return { text: JSON.stringify({ serverTime: START_MS }) };
    if (url.pathname !== "/api/v3/aggTrades") return { text: "{}" };
    const from = url.searchParams.has("fromId")
      ? Number(url.searchParams.get("fromId"))
      : Math.ceil((Number(url.searchParams.get("startTime")) - START_MS) / 1_000);
    const rows = [];
    for (let id = from; id <= newest() && rows.length < 1_000; id++) rows.push(row(id));
    return { text: JSON.stringify(rows) };
  };
}

/** A feed that is live, after trade 10. */
function live(newest = () => 10, known = { tradeId: 10, timeMs: START_MS + 10_000 }): FeedRecorder {
  const recorder = new FeedRecorder("binance", [S], { known: [known], answer: rest(newest) });
  recorder.outside.socket.open();
  recorder.outside.socket.say({ result: null, id: 1 });
  recorder.outside.advance(100);
  recorder.take();
  return recorder;
}

/** Opens the newest socket and lets it subscribe. */
function reopen({ outside }: FeedRecorder): void {
  outside.socket.open();
  outside.socket.say({ result: null, id: 1 });
}

const onlyMarket = (lines: readonly string[]) => lines.filter((each) => !each.startsWith("—"));
const aside = (health: FeedHealth) => ({ ...health.setAside });

Deno.test("FEEDS' own messages: subscribes, and tells trades and closed bars", () => {
  const recorder = new FeedRecorder("binance", ["BNBBTC"], {
    answer: () => ({ text: "{}" }),
    startMs: 1672515782000,
  });
  const { socket } = recorder.outside;
  assert.equal(socket.url, "wss://data-stream.binance.vision/ws");
  socket.open();
  assert.deepEqual(socket.sent, [{
    method: "SUBSCRIBE",
    params: ["bnbbtc@aggTrade", "bnbbtc@kline_1m"],
    id: 1,
  }]);
  socket.say(
    '{"result":null,"id":1}',
    '{"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":true,"M":true}',
    '{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}',
    '{"e":"kline","E":1672515840000,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0016","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":true,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}',
  );
  assert.deepEqual(recorder.take(), [
    "— connecting: connecting",
    "— subscribing: subscribing",
    "— live",
    "0 #12345 100@0.001 sell",
    "0 bar 19:43 0.0016 0.0025 0.0015 0.002 1000 live",
  ]);
  const [event] = recorder.events.filter(({ kind }) => kind === "trade");
  assert.deepEqual(event, {
    kind: "trade",
    instrumentIndex: 0,
    tradeId: 12345,
    timeMs: 1672515782136,
    price: 0.001,
    quantity: 100,
    takerSide: -1,
    isBackfilled: false,
  });
});

Deno.test("what was missed since it is known is fetched up to the first live trade, and spliced in before it", () => {
  const recorder = new FeedRecorder("binance", [S], {
    known: [{ tradeId: 10, timeMs: START_MS + 10_000 }],
    answer: rest(() => 14),
  });
  reopen(recorder);
  recorder.outside.socket.say(trade(13), trade(14), trade(15));
  recorder.outside.advance(100);
  recorder.outside.socket.say(trade(16));
  assert.deepEqual(recorder.take(), [
    "— connecting: connecting",
    "— subscribing: subscribing",
    "— backfilling: what was missed is being fetched",
    told(11, " fetched"),
    told(12, " fetched"),
    "0 gap of 2",
    told(13),
    told(14),
    told(15),
    "— live",
    told(16),
  ]);
});

Deno.test("known by time alone: trades from then on are fetched, hour by hour", () => {
  const hourMs = 3_600_000, fromMs = START_MS - 3 * hourMs;
  const recorder = new FeedRecorder("binance", [S], {
    known: [{ tradeId: NaN, timeMs: fromMs }],
    answer: (url) => {
      if (url.searchParams.get("startTime") === String(fromMs + 2 * hourMs)) {
        return { text: JSON.stringify([{ ...row(1), T: fromMs + 2 * hourMs + 5 }]) };
      }
      return { text: url.pathname.endsWith("aggTrades") ? "[]" : "{}" };
    },
  });
  reopen(recorder);
  recorder.outside.advance(2_000);
  assert.deepEqual(recorder.take().slice(2), [
    "— backfilling: what was missed is being fetched",
    told(1, " fetched"),
    "0 gap of 1",
    "— live",
  ]);
});

Deno.test("order and doubles", async (test) => {
  await test.step("a double, and an old one, are dropped and counted", () => {
    const recorder = live();
    recorder.outside.socket.say(trade(11), trade(11), trade(5), trade(12));
    assert.deepEqual(recorder.take(), [told(11), told(12)]);
    assert.deepEqual(aside(recorder.feed.health), { "a trade that is known already": 2 });
  });
  await test.step("one that overtakes another waits for it, and nothing is asked for", () => {
    const recorder = live();
    const requests = recorder.outside.requests.length;
    recorder.outside.socket.say(trade(11), trade(13), trade(14), trade(12), trade(15));
    recorder.outside.advance(1_000);
    assert.deepEqual(recorder.take(), [told(11), told(12), told(13), told(14), told(15)]);
    assert.equal(recorder.outside.requests.length, requests);
  });
  await test.step("a missing number is fetched before later ones leave", () => {
    let newest = 10;
    const recorder = live(() => newest);
    recorder.outside.socket.say(trade(11), trade(14));
    newest = 14;
    recorder.outside.advance(199);
    assert.deepEqual(recorder.take(), [told(11)]);
    recorder.outside.socket.say(trade(15));
    recorder.outside.advance(50);
    recorder.outside.socket.say(trade(16));
    assert.deepEqual(onlyMarket(recorder.take()), [
      told(12, " fetched"),
      told(13, " fetched"),
      "0 gap of 2",
      told(14),
      told(15),
      told(16),
    ]);
    assert.equal(recorder.feed.health.gaps, 1);
    assert.equal(recorder.feed.health.unfilledGaps, 0);
  });
  await test.step("what REST doesn't have yet is asked for again", () => {
    let newest = 10;
    const recorder = live(() => newest);
    recorder.outside.socket.say(trade(13));
    recorder.outside.advance(210);
    assert.deepEqual(onlyMarket(recorder.take()), []);
    newest = 13;
    recorder.outside.advance(300);
    assert.deepEqual(onlyMarket(recorder.take()), [
      told(11, " fetched"),
      told(12, " fetched"),
      "0 gap of 2",
      told(13),
    ]);
  });
  await test.step("what the exchange never has is told as unfilled", () => {
    const recorder = live();
    recorder.outside.socket.say(trade(13));
    recorder.outside.advance(9_000);
    assert.deepEqual(onlyMarket(recorder.take()), [
      "0 gap of 0: the exchange has no trades 11 to 12 that can be",
      told(13),
    ]);
    assert.equal(recorder.feed.health.unfilledGaps, 1);
  });
});

Deno.test("messages that can't be read or believed are set aside, and what they hid is fetched", async (test) => {
  const cases: [name: string, message: unknown, reason: string][] = [
    ["price 0", trade(11, { p: "0.00000000" }), "a price that isn't one"],
    ["no price", trade(11, { p: null }), "a price that isn't one"],
    ["price 1e12", trade(11, { p: "1000000000000" }), "a price more than ten times up or down from the last"],
    ["a tenth", trade(11, { p: "1.05" }), "a price more than ten times up or down from the last"],
    ["quantity 0", trade(11, { q: "0" }), "a quantity that isn't one"],
    ["quantity as a word", trade(11, { q: "many" }), "a quantity that isn't one"],
    ["time as a word", trade(11, { T: "today" }), "a time that isn't one"],
    ["time going back", trade(11, { T: START_MS }), "a time before the last trade's"],
    ["years ahead", trade(11, { T: START_MS + 3e11 }), "a time far ahead"],
    ["years ago", trade(11, { T: START_MS - 3e11 }), "a time before the last trade's"],
    ["number as a word", trade(11, { a: "eleven" }), "a trade number that isn't one"],
    ["number far ahead", trade(9e15), "a time that isn't one"],
    ["number far ahead, else right", trade(11, { a: 9e15 }), "a trade number far ahead"],
    ["half a frame", JSON.stringify(trade(11)).slice(0, 60), "a message that isn't JSON"],
    ["garbage", "\u0000\u0001 %%%", "a message that isn't JSON"],
    ["5 MB", JSON.stringify(trade(11, { pad: "x".repeat(5_000_000) })), "a message longer than any"],
    ["an unknown kind", { e: "whatever" }, "a message of an unknown kind"],
    ["null", null, "a message of an unknown kind"],
    ["a number", 7, "a message of an unknown kind"],
    ["another symbol", trade(11, { s: "ETHUSDT" }), "a symbol that wasn't asked for"],
    ["no symbol", trade(11, { s: undefined }), "a symbol that wasn't asked for"],
  ];
  for (const [name, message, reason] of cases) {
    await test.step(name, () => {
      let newest = 10;
      const recorder = live(() => newest);
      newest = 12;
      recorder.outside.socket.say(trade(11, { a: 11, T: START_MS + 10_500 }));
      const shifted = typeof message === "object" && message !== null && (message as { a?: unknown }).a === 11
        ? { ...message, a: 12 }
        : message;
      recorder.outside.socket.say(shifted);
      recorder.outside.socket.say(trade(13));
      recorder.outside.advance(500);
      recorder.outside.socket.say(trade(14));
      const lines = onlyMarket(recorder.take());
      assert.deepEqual(lines, [told(11), told(12, " fetched"), "0 gap of 1", told(13), told(14)]);
      assert.deepEqual(aside(recorder.feed.health), { [reason]: 1 });
    });
  }
});

Deno.test("a price that moved that far is believed once the exchange's record has it", () => {
  let newest = 10;
  const recorder = live(() => newest);
  recorder.outside.socket.say(trade(11));
  const answer = recorder.outside.answer;
  recorder.outside.answer = (url) =>
    url.searchParams.get("fromId") === "12"
      ? { text: JSON.stringify([{ ...row(12), p: "5000" }]) }
      : answer(url);
  newest = 12;
  recorder.outside.socket.say(trade(12, { p: "5000" }));
  recorder.outside.advance(50);
  recorder.outside.socket.say(trade(13, { p: "5001" }));
  assert.deepEqual(onlyMarket(recorder.take()), [
    told(11),
    "0 #12 0.25@5000 buy fetched",
    "0 gap of 1",
    "0 #13 0.25@5001 buy",
  ]);
});

Deno.test("bars: doubles are dropped, impossible ones set aside, a revised one told again", () => {
  const recorder = live();
  const kline = (t: number, c: string, h = "12") => ({
    e: "kline",
    E: START_MS + 11_000,
    s: S,
    k: { t, i: "1m", o: "10", c, h, l: "9", v: "3", x: true },
  });
  const { socket } = recorder.outside;
  socket.say(
    kline(START_MS, "11"),
    kline(START_MS, "11"),
    kline(START_MS, "11.5"),
    kline(START_MS - 60_000, "11"),
  );
  socket.say(kline(START_MS + 60_000, "13"), kline(START_MS + 1, "11"), kline(START_MS + 60_000, "NaN"));
  assert.deepEqual(recorder.take(), [
    "0 bar 14:30 10 12 9 11 3 live",
    "0 bar 14:30 10 12 9 11.5 3 live",
  ]);
  assert.deepEqual(aside(recorder.feed.health), {
    "a bar that is known already": 2,
    "a bar that can't be": 3,
  });
});

Deno.test("planned replacement: another socket first, doubles dropped, then the old one is closed", async (test) => {
  const replaced = (cause: (recorder: FeedRecorder) => void) => {
    const recorder = live();
    const { outside } = recorder, [first] = outside.sockets;
    cause(recorder);
    recorder.take();
    assert.equal(outside.sockets.length, 2);
    const second = outside.socket;
    second.open();
    first.say(trade(11));
    second.say(trade(11), trade(12));
    first.say(trade(12), trade(13));
    second.say({ result: null, id: 1 });
    assert.equal(first.isOver, true);
    first.say(trade(99));
    second.say(trade(13), trade(14));
    outside.advance(1_000);
    assert.deepEqual(
      onlyMarket(recorder.take()),
      [11, 12, 13, 14].map((id) => told(id)),
    );
    assert.equal(recorder.feed.health.state, "live");
    assert.equal(recorder.feed.health.reconnects, 0);
  };
  await test.step("on serverShutdown", () =>
    replaced(({ outside }) => outside.socket.say({ e: "serverShutdown", E: 1770123456789 })));
  await test.step("after 23 h 50 m", () =>
    replaced(({ outside }) => {
      const [first] = outside.sockets;
      for (let minute = 0; minute < 1_431 && outside.sockets.length === 1; minute++) {
        outside.advance(60_000);
        if (outside.sockets.length === 1) first.say({ result: [], id: 9 });
      }
    }));
  await test.step("the first breaks before the second is ready: what was missed is fetched", () => {
    let newest = 10;
    const recorder = live(() => newest);
    const { outside } = recorder, [first] = outside.sockets;
    first.say({ e: "serverShutdown", E: 1 });
    const second = outside.socket;
    second.open();
    first.drop(1001);
    newest = 11;
    second.say({ result: null, id: 1 });
    outside.advance(50);
    second.say(trade(12));
    assert.deepEqual(onlyMarket(recorder.take()), [
      told(11, " fetched"),
      "0 gap of 1",
      told(12),
    ]);
  });
});

Deno.test("every way to lose a socket: waits, connects again, fetches what was missed", async (test) => {
  for (const code of [1000, 1001, 1006, 1008, 1011]) {
    await test.step(`closed with ${code}`, () => {
      let newest = 10;
      const recorder = live(() => newest);
      recorder.outside.socket.say(trade(11));
      recorder.outside.socket.drop(code);
      newest = 13;
      recorder.outside.advance(301); // 250 ms and a fifth
      reopen(recorder);
      recorder.outside.advance(50);
      recorder.outside.socket.say(trade(14));
      assert.deepEqual(recorder.take(), [
        told(11),
        `— waiting: closed (${code})`,
        "— connecting: connecting",
        "— subscribing: subscribing",
        "— backfilling: what was missed is being fetched",
        told(12, " fetched"),
        told(13, " fetched"),
        "0 gap of 2",
        "— live",
        told(14),
      ]);
      assert.equal(recorder.feed.health.reconnects, 1);
    });
  }
  await test.step("refused: 250 ms, doubled up to 30 s, each within a fifth", () => {
    const recorder = new FeedRecorder("binance", [S], { answer: rest(() => 0) });
    const { outside } = recorder;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 10; attempt++) {
      const sockets = outside.sockets.length;
      outside.socket.drop(1006, "Connection refused");
      let waitMs = 0;
      while (outside.sockets.length === sockets) outside.advance(1), waitMs++;
      waits.push(waitMs);
    }
    waits.forEach((waitMs, at) => {
      const plainMs = Math.min(30_000, 250 * 2 ** at);
      assert(Math.abs(waitMs - plainMs) <= plainMs / 5 + 1, `wait ${at}: ${waitMs} ms`);
    });
    assert.equal(new Set(waits.slice(7)).size, 3, "jitter");
  });
  await test.step("no more attempts than are allowed", () => {
    const recorder = live();
    const { outside } = recorder;
    const fromMs = outside.clock.steadyMs();
    while (outside.clock.steadyMs() - fromMs < 300_000) {
      if (!outside.socket.isOver) {
        reopen(recorder);
        outside.advance(10_000.5); // long enough to count as good, so that back-off starts anew
        outside.socket.drop(1006);
      }
      outside.advance(1);
    }
    assert(outside.sockets.length <= 300);
  });
  await test.step("opens but never answers the subscription", () => {
    const recorder = new FeedRecorder("binance", [S], { answer: rest(() => 0) });
    recorder.outside.socket.open();
    recorder.outside.advance(10_000);
    assert.deepEqual(recorder.take(), [
      "— connecting: connecting",
      "— subscribing: subscribing",
      "— waiting: the subscription was not answered within 10 s",
    ]);
    assert.equal(recorder.outside.sockets[0].isOver, true);
    recorder.outside.advance(400);
    assert.equal(recorder.outside.sockets.length, 2);
  });
  await test.step("never opens", () => {
    const recorder = new FeedRecorder("binance", [S], { answer: rest(() => 0) });
    recorder.outside.advance(10_000);
    assert.deepEqual(recorder.take().slice(1), ["— waiting: the connection did not open within 10 s"]);
  });
  await test.step("falls silent: doubted, asked, given up", () => {
    const recorder = live();
    const { outside } = recorder;
    for (let id = 11; id < 81; id++) {
      outside.socket.say(trade(id));
      outside.advance(500);
    }
    recorder.take();
    outside.advance(10_000);
    assert.deepEqual(recorder.take(), ["— stale: nothing has come for too long"]);
    assert.deepEqual(outside.socket.sent.at(-1), { method: "LIST_SUBSCRIPTIONS", id: 2 });
    outside.socket.say({ result: [], id: 2 }); // it lives, and there is no trade
    assert.deepEqual(recorder.take(), ["— live"]);
    outside.advance(65_000);
    assert.deepEqual(recorder.take(), ["— stale: nothing has come for too long"]);
    outside.advance(5_000);
    assert.deepEqual(recorder.take(), ["— waiting: nothing has come for 70 s"]);
  });
  await test.step("says nothing that can be read", () => {
    const recorder = live();
    for (let i = 0; i < 50; i++) recorder.outside.socket.say("{");
    assert.deepEqual(
      recorder.take(),
      ["— waiting: nothing that it says can be read"],
    );
  });
});

Deno.test("REST in trouble", async (test) => {
  const missing = (
    answer: (
      asked: number,
    ) => { status?: number; headers?: Record<string, string>; text?: string } | undefined,
  ) => {
    let newest = 10, asked = 0;
    const recorder = live(() => newest);
    const { outside } = recorder, good = outside.answer;
    newest = 12;
    outside.answer = (url) => answer(asked++) ?? good(url);
    outside.requests.length = 0;
    outside.socket.say(trade(12));
    return recorder;
  };
  await test.step("429 with Retry-After is waited out", () => {
    const recorder = missing((asked) =>
      asked === 0 ? { status: 429, headers: { "retry-after": "7" } } : undefined
    );
    recorder.outside.advance(30_000);
    assert.deepEqual(onlyMarket(recorder.take()), [
      told(11, " fetched"),
      "0 gap of 1",
      told(12),
    ]);
    const [first, second] = recorder.outside.requests;
    assert(second.atMs - first.atMs >= 7_000, `asked again after ${second.atMs - first.atMs} ms`);
  });
  await test.step("418 without a word is waited out for two minutes", () => {
    const recorder = missing((asked) => asked === 0 ? { status: 418 } : undefined);
    for (let i = 0; i < 20; i++) {
      recorder.outside.advance(10_000);
      recorder.outside.socket.say({ result: [], id: 99 });
    }
    const [first, second] = recorder.outside.requests;
    assert(second.atMs - first.atMs >= 120_000);
    assert(recorder.take().includes(told(11, " fetched")));
  });
  await test.step("no answer, ever: told as unfilled, and it goes on", () => {
    const recorder = missing(() => undefined);
    recorder.outside.answer = () => undefined;
    for (let i = 0; i < 8; i++) {
      recorder.outside.advance(10_000);
      recorder.outside.socket.say({ result: [], id: 99 });
    }
    recorder.outside.socket.say(trade(13));
    assert.equal(recorder.outside.requests.length, 5);
    assert.deepEqual(onlyMarket(recorder.take()), [
      "0 gap of 0: no answer (timed out)",
      told(12),
      told(13),
    ]);
  });
  await test.step("garbage, then half a page", () => {
    const recorder = missing((asked) =>
      asked === 0 ? { text: "<html>" } : asked === 1 ? { text: "[]" } : undefined
    );
    recorder.outside.advance(2_000);
    assert.deepEqual(onlyMarket(recorder.take()), [
      told(11, " fetched"),
      "0 gap of 1",
      told(12),
    ]);
  });
  await test.step("lost again while it is asked: asked anew on the next socket", () => {
    let newest = 10;
    const recorder = live(() => newest);
    const { outside } = recorder;
    outside.socket.say(trade(13));
    outside.advance(201);
    outside.socket.drop(1006);
    newest = 15;
    outside.advance(400);
    reopen(recorder);
    outside.advance(50);
    outside.socket.say(trade(16));
    const lines = onlyMarket(recorder.take());
    assert.deepEqual(lines, [
      told(11, " fetched"),
      told(12, " fetched"),
      told(13),
      told(14, " fetched"),
      told(15, " fetched"),
      "0 gap of 4",
      told(16),
    ]);
  });
});

Deno.test("more than can be fetched: closed bars stand for trades, and the running bar's trades follow", () => {
  const minute = 60_000, nowId = 200_000, shift = START_MS + 200 * minute - nowId;
  const at = (id: number) => shift + id;
  const recorder = new FeedRecorder("binance", [S], {
    known: [{ tradeId: 10, timeMs: START_MS + 30_000 }],
    answer: (url) => {
      const query = url.searchParams;
      if (url.pathname.endsWith("klines")) {
        const fromMs = Number(query.get("startTime"));
        const rows = [];
        for (
          let t = Math.ceil(fromMs / minute) * minute;
          t < START_MS + 201 * minute && rows.length < 1_000;
          t += minute
        ) {
          rows.push([t, "100", "101", "99", "100", "5", t + minute - 1]);
        }
        return { text: JSON.stringify(rows) };
      }
      if (!url.pathname.endsWith("aggTrades")) return { text: "{}" };
      assert.equal(query.get("startTime"), String(START_MS + 200 * minute));
      return { text: JSON.stringify([{ ...row(nowId - 1), p: "100", T: at(nowId) }]) };
    },
  });
  recorder.outside.socket.open();
  recorder.outside.socket.say(trade(nowId, { p: "100", E: at(nowId) + 2_000, T: at(nowId) + 1_000 }));
  recorder.outside.socket.say({ result: null, id: 1 });
  recorder.outside.advance(100);
  recorder.outside.socket.say(trade(nowId + 1, { p: "100", T: at(nowId) + 2_000 }));
  const lines = recorder.take();
  assert.deepEqual(lines.slice(0, 4), [
    "— connecting: connecting",
    "— subscribing: subscribing",
    "— backfilling: what was missed is being fetched",
    "0 bar 14:30 100 101 99 100 5 backfill",
  ]);
  assert.equal(lines.filter((each) => each.includes("bar ")).length, 200);
  assert.deepEqual(lines.slice(-5), [
    `0 #${nowId - 1} 0.25@100 buy fetched`,
    "0 gap of 201",
    `0 #${nowId} 0.25@100 buy`,
    "— live",
    `0 #${nowId + 1} 0.25@100 buy`,
  ]);
});

Deno.test("a symbol that isn't there ends it with a sentence", () => {
  const recorder = new FeedRecorder("binance", ["NOPE"], {
    answer: (url) =>
      url.pathname.endsWith("exchangeInfo")
        ? { status: 400, text: '{"code":-1121,"msg":"Invalid symbol."}' }
        : { text: "{}" },
  });
  recorder.outside.socket.open();
  recorder.outside.advance(100);
  assert.deepEqual(recorder.take(), [
    "— connecting: connecting",
    "— subscribing: subscribing",
    "— dead: Binance has no NOPE: Invalid symbol.",
  ]);
  assert.equal((recorder.failure as Error).message, "Binance has no NOPE: Invalid symbol.");
  assert.equal(recorder.outside.socket.isOver, true);
  assert.equal(recorder.outside.timers, 0);
});

Deno.test("to unsubscribe is to end everything", () => {
  const recorder = live();
  recorder.outside.socket.say(trade(13));
  recorder.stop();
  assert.equal(recorder.outside.socket.isOver, true);
  recorder.outside.advance(100_000);
  assert.equal(recorder.outside.timers, 0);
  assert.equal(recorder.outside.sockets.length, 1);
  assert.deepEqual(recorder.take(), []);
});

Deno.test("health: lag, skew, messages, and a clock that is asked", () => {
  const recorder = live();
  const { outside } = recorder;
  outside.wallOffsetMs = START_MS + 5_000; // five seconds ahead
  outside.socket.say(trade(11, { T: START_MS + 10_100 }), trade(12, { T: START_MS + 10_200 }));
  const { lagMs, clockSkewMs, messages, messagesPerSecond, state, reason } = recorder.feed.health;
  const nowMs = outside.clock.nowMs() - START_MS;
  assert.equal(lagMs, nowMs - 10_150);
  // It was asked when the wall clock was right, to the millisecond of half a way.
  assert(Math.abs(clockSkewMs - 10) < 10, `${clockSkewMs}`);
  assert.deepEqual([messages, messagesPerSecond, state, reason], [3, 0.3, "live", ""]);
});

Deno.test("history and instruments", () => {
  const minute = 60_000;
  const recorder = live();
  const pages: string[] = [];
  recorder.outside.answer = (url) => {
    if (url.pathname.endsWith("exchangeInfo")) {
      return {
        text: JSON.stringify({
          symbols: [{
            symbol: S,
            quoteAsset: "USDT",
            filters: [
              { filterType: "PRICE_FILTER", tickSize: "0.01000000" },
              { filterType: "LOT_SIZE", stepSize: "0.00001000" },
              { filterType: "NOTIONAL", minNotional: "5.00000000" },
            ],
          }],
        }),
      };
    }
    pages.push(url.search);
    const fromMs = Number(url.searchParams.get("startTime"));
    const rows = [];
    for (let t = Math.ceil(fromMs / minute) * minute; t <= START_MS && rows.length < 1_000; t += minute) {
      rows.push([t, "100", "101", "99", "100.5", "5", t + minute - 1, "500", 3, "1", "100", "0"]);
    }
    return { text: JSON.stringify(rows) };
  };
  let bars: readonly unknown[] = [], problem = "?";
  recorder.feed.history(
    { symbol: S, timeframe: "1m", fromMs: START_MS - 1_500 * minute, toMs: START_MS },
    (all, why) => {
      bars = all;
      problem = why;
    },
  );
  recorder.outside.advance(100);
  assert.equal(problem, "");
  assert.equal(bars.length, 1_500); // the one that is running is left out
  assert.deepEqual(bars[0], {
    openTimeMs: START_MS - 1_500 * minute,
    open: 100,
    high: 101,
    low: 99,
    close: 100.5,
    volume: 5,
  });
  assert.equal(pages.length, 2);
  recorder.feed.history({ symbol: S, timeframe: "7m", fromMs: 0, toMs: 1 }, (_, why) => problem = why);
  assert.equal(problem, "Binance has no bars of 7m.");
  let found: readonly unknown[] = [];
  recorder.feed.instruments([S], (all) => found = all);
  recorder.outside.advance(100);
  assert.deepEqual(found, [{
    symbol: S,
    currency: "USDT",
    tickSize: 0.01,
    lotSize: 0.00001,
    multiplier: 1,
    minNotional: 5,
    shortable: true,
  }]);
});
