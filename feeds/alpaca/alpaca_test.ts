import assert from "node:assert/strict";
import { FeedRecorder } from "../feed_recorder.ts";
import { isUsSession } from "./us_session.ts";

/** A Monday, a quarter of an hour after the opening in New York. */
const START_MS = Date.UTC(2021, 1, 22, 14, 45);

const KEYS = { key: "PKTESTKEY0123456789X", secret: "sEcReTsEcReTsEcReTsEcReTsEcReTsEcReT0001" };
const S = "AAPL";

const stamp = (ms: number) => new Date(START_MS + ms).toISOString();
const trade = (i: number, ms: number, p = 126.5) => ({
  T: "t",
  i,
  S,
  x: "V",
  p,
  s: 1,
  t: stamp(ms),
  c: ["@"],
  z: "C",
});

function start(
  venue = "alpaca",
  symbols = [S],
  more: Partial<ConstructorParameters<typeof FeedRecorder>[2]> = {},
) {
  return new FeedRecorder(venue, symbols, { startMs: START_MS, keys: KEYS, ...more });
}

function subscribe({ outside: { socket } }: FeedRecorder, symbols = [S]): void {
  socket.open();
  socket.say(
    [{ T: "success", msg: "connected" }],
    [{ T: "success", msg: "authenticated" }],
    [{ T: "subscription", trades: symbols, quotes: [], bars: symbols, updatedBars: symbols, dailyBars: [] }],
  );
}

const told = (price: number, how = "") => `0 #NaN 1@${price}${how}`;
const onlyMarket = (lines: string[]) => lines.filter((each) => !each.startsWith("—"));

Deno.test("FEEDS' own messages, stocks: keys, subscription, trades, bars and revised bars", () => {
  const recorder = start("alpaca", ["AAPL", "SPY"]);
  const { socket } = recorder.outside;
  assert.equal(socket.url, "wss://stream.data.alpaca.markets/v2/iex");
  socket.open();
  assert.deepEqual(socket.sent, []);
  socket.say('[{"T":"success","msg":"connected"}]');
  assert.deepEqual(socket.sent, [{ action: "auth", ...KEYS }]);
  socket.say('[{"T":"success","msg":"authenticated"}]');
  const all = ["AAPL", "SPY"];
  assert.deepEqual(socket.sent.slice(1), [{ action: "subscribe", trades: all, bars: all, updatedBars: all }]);
  socket.say(
    '[{"T":"subscription","trades":["AAPL","SPY"],"quotes":[],"bars":["AAPL","SPY"],"updatedBars":["AAPL","SPY"],"dailyBars":[],"statuses":[],"lulds":[],"corrections":["AAPL"],"cancelErrors":["AAPL"]}]',
    '[{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}]',
    '[{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.06,"t":"2021-02-22T19:15:00Z"},{"T":"u","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.11,"v":49379,"n":462,"vw":389.06,"t":"2021-02-22T19:15:00Z"}]',
    '[{"T":"x","S":"AAPL","i":96921}]',
  );
  recorder.outside.advance(100);
  assert.deepEqual(recorder.take(), [
    "— connecting: connecting",
    "— authenticating: the keys are being checked",
    "— subscribing: subscribing",
    "— live",
    "1 bar 19:15 388.985 389.13 388.975 389.12 49378 live",
    "1 bar 19:15 388.985 389.13 388.975 389.11 49379 live",
    "0 #NaN 1@126.55",
  ]);
  assert.deepEqual(recorder.feed.health.setAside, { "a correction of a trade": 1 });
});

Deno.test("crypto: its own paths, and which side took", () => {
  const recorder = start("alpaca_crypto", ["BTC/USD"], { timeframe: "5m" });
  const { socket } = recorder.outside;
  assert.equal(socket.url, "wss://stream.data.alpaca.markets/v1beta3/crypto/us");
  subscribe(recorder, ["BTC/USD"]);
  assert.deepEqual(socket.sent[1], { action: "subscribe", trades: ["BTC/USD"] }); // it has bars of a minute alone
  socket.say([{ T: "t", S: "BTC/USD", p: 50_000, s: 0.25, t: stamp(1), i: 7, tks: "S" }]);
  recorder.outside.advance(100);
  assert.deepEqual(onlyMarket(recorder.take()), ["0 #NaN 0.25@50000 sell"]);
});

Deno.test("order by time within the watermark; what comes later is told all the same, and counted; doubles dropped", () => {
  const recorder = start();
  subscribe(recorder);
  const { socket } = recorder.outside;
  socket.say([trade(1, 10, 1.1), trade(2, 30, 1.3), trade(3, 20, 1.2), trade(2, 30, 1.3)]);
  assert.deepEqual(onlyMarket(recorder.take()), []);
  socket.say([trade(4, 125, 1.4)]);
  assert.deepEqual(onlyMarket(recorder.take()), [told(1.1), told(1.2)]); // 100 ms before it and older
  socket.say([trade(5, 5, 1.5)]);
  assert.deepEqual(onlyMarket(recorder.take()), [told(1.5)]);
  recorder.outside.advance(100);
  assert.deepEqual(onlyMarket(recorder.take()), [told(1.3), told(1.4)]);
  assert.deepEqual(recorder.feed.health.setAside, {
    "a trade that is known already": 1,
    "a trade that came late (told all the same)": 1,
  });
});

Deno.test("an unlikely price is set aside, and what the exchange's record says of it is taken", () => {
  const recorder = start();
  subscribe(recorder);
  const { socket } = recorder.outside;
  const jumps = "a price more than ten times up or down from the last";
  socket.say([trade(1, 10)]);
  recorder.outside.advance(100);
  recorder.outside.answer = () => page([trade(1, 10), trade(2, 20, 126.6), trade(3, 30, 2_000)]);
  socket.say([trade(2, 20, 1e12), trade(3, 30, 2_000), trade(4, 40, 2_001)]);
  recorder.outside.advance(200);
  assert.deepEqual(onlyMarket(recorder.take()), [
    told(126.5),
    `${told(126.6)} fetched`,
    `${told(2_000)} fetched`,
    "0 gap of 2",
  ]);
  assert.deepEqual(recorder.feed.health.setAside, { [jumps]: 3 });
  socket.say([trade(5, 50, 2_002)]);
  recorder.outside.advance(200);
  assert.deepEqual(onlyMarket(recorder.take()), [told(2_002)]);
});

/** Pages of REST's trades. */
function page(trades: readonly ReturnType<typeof trade>[], next: string | null = null) {
  return { text: JSON.stringify({ trades: { [S]: trades }, next_page_token: next }) };
}

Deno.test("after a break, trades are fetched by time, page by page, and known ones left out", () => {
  const recorder = start();
  subscribe(recorder);
  const { outside } = recorder;
  outside.socket.say([trade(1, 10, 1.1), trade(2, 20, 1.2)]);
  outside.socket.drop(1006);
  assert.deepEqual(onlyMarket(recorder.take()), [told(1.1), told(1.2)]); // nothing is kept back when it breaks
  outside.answer = ({ searchParams }) =>
    searchParams.has("page_token")
      ? page([trade(4, 40, 1.4), trade(5, 50, 1.5)])
      : page([trade(2, 20, 1.2), trade(3, 30, 1.3)], "more");
  outside.advance(400);
  subscribe(recorder);
  outside.socket.say([trade(5, 50, 1.5), trade(6, 60, 1.6)]);
  outside.advance(50);
  assert.deepEqual(onlyMarket(recorder.take()), [
    told(1.3, " fetched"),
    told(1.4, " fetched"),
    "0 gap of 2",
    told(1.5),
    told(1.6),
  ]);
  const [first, second] = outside.requests;
  assert.equal(
    first.url,
    "https://data.alpaca.markets/v2/stocks/trades?symbols=AAPL&start=2021-02-22T14:45:00.020Z&limit=10000&sort=asc&feed=iex",
  );
  assert.equal(second.url, `${first.url}&page_token=more`);
  assert.deepEqual(first.headers, { "APCA-API-KEY-ID": KEYS.key, "APCA-API-SECRET-KEY": KEYS.secret });
});

Deno.test("a message that can't be read may have held trades: they are fetched", () => {
  const recorder = start();
  subscribe(recorder);
  const { outside } = recorder;
  outside.socket.say([trade(1, 10, 1.1)]);
  outside.advance(100);
  outside.answer = () => page([trade(1, 10, 1.1), trade(2, 20, 1.2)]);
  outside.socket.say('[{"T":"t","i":2,"S":"AAPL","x":', [trade(3, 30, 1.3)]);
  outside.advance(300);
  assert.deepEqual(onlyMarket(recorder.take()), [told(1.1), told(1.2, " fetched"), "0 gap of 1", told(1.3)]);
});

Deno.test("errors by their code", async (test) => {
  const meet = (code: number, msg: string) => {
    const recorder = start();
    recorder.outside.socket.open();
    recorder.outside.socket.say([{ T: "success", msg: "connected" }], [{ T: "error", code, msg }]);
    return recorder;
  };
  for (
    const [code, msg, sentence] of [
      [402, "auth failed", "Alpaca refuses the keys: auth failed (402). Check the key and the secret."],
      [403, "already authenticated", "Alpaca refuses to let us in: already authenticated (403)."],
      [404, "auth timeout", "Alpaca refuses to let us in: auth timeout (404)."],
      [
        405,
        "symbol limit exceeded",
        "Alpaca refuses so many symbols: symbol limit exceeded (405). Its free plan allows 30; ask for fewer, or change the plan.",
      ],
      [
        409,
        "insufficient subscription",
        "Alpaca's plan doesn't hold what is asked for: insufficient subscription (409).",
      ],
    ] as const
  ) {
    await test.step(`${code} is for good`, () => {
      const recorder = meet(code, msg);
      assert.equal((recorder.failure as Error).message, sentence);
      assert.deepEqual(recorder.take().at(-1), `— dead: ${sentence}`);
      recorder.outside.advance(60_000);
      assert.deepEqual([recorder.outside.sockets.length, recorder.outside.timers], [1, 0]);
    });
  }
  await test.step("406: another has the connection; waits a second at least", () => {
    const recorder = meet(406, "connection limit exceeded");
    assert.equal(
      recorder.take().at(-1),
      "— waiting: Alpaca allows one connection, and another holds it: connection limit exceeded (406)",
    );
    recorder.outside.advance(999);
    assert.equal(recorder.outside.sockets.length, 1);
    recorder.outside.advance(202);
    assert.equal(recorder.outside.sockets.length, 2);
  });
  await test.step("407 and 500: connects again", () => {
    for (const code of [407, 500]) {
      const recorder = meet(code, "internal error");
      recorder.outside.advance(301);
      assert.equal(recorder.outside.sockets.length, 2);
    }
  });
});

Deno.test("no key in anything that is told, whatever the exchange repeats", () => {
  const { key, secret } = KEYS;
  const recorder = start("alpaca", [S], {
    known: [{ tradeId: NaN, timeMs: START_MS }],
    answer: () => ({ status: 401, text: JSON.stringify({ message: `bad key ${key} with ${secret}` }) }),
  });
  const { outside } = recorder;
  subscribe(recorder);
  outside.advance(50);
  outside.socket.drop(1008, `go away, ${key}`);
  outside.advance(400);
  outside.socket.open();
  outside.socket.say([{ T: "success", msg: "connected" }], [{
    T: "error",
    code: 402,
    msg: `auth failed for ${key}/${secret}`,
  }]);
  const everything = JSON.stringify([recorder.events, String(recorder.failure), recorder.feed.health]);
  assert.match(everything, /bad key … with …/);
  assert.match(everything, /go away, …/);
  assert.match(everything, /auth failed for …\/…/);
  assert(!everything.includes(key) && !everything.includes(secret));
});

Deno.test("silence means something in the session, and is asked about; outside of it it means nothing", () => {
  const recorder = start();
  subscribe(recorder);
  const { outside } = recorder;
  recorder.take();
  outside.advance(90_000);
  assert.deepEqual(recorder.take(), ["— stale: nothing has come for too long"]);
  assert.deepEqual(outside.socket.sent.length, 3); // asks to subscribe to the same again
  outside.socket.say([{ T: "subscription", trades: [S] }]);
  assert.deepEqual(recorder.take(), ["— live"]);
  outside.advance(100_000);
  assert.deepEqual(recorder.take().at(-1), "— waiting: nothing has come for 100 s");

  const night = start("alpaca", [S], { startMs: Date.UTC(2021, 1, 22, 3) });
  subscribe(night);
  night.outside.advance(3_600_000);
  assert.equal(night.feed.health.state, "live");
});

Deno.test("the session of New York, summer and winter", () => {
  for (
    const [time, isIn] of [
      ["2026-01-05T14:29:59Z", false],
      ["2026-01-05T14:30:00Z", true],
      ["2026-01-05T20:59:59Z", true],
      ["2026-01-05T21:00:00Z", false],
      ["2026-03-06T14:29:00Z", false], // the Friday before the clocks change
      ["2026-03-09T13:30:00Z", true], // the Monday after
      ["2026-03-09T20:00:00Z", false],
      ["2026-10-30T13:30:00Z", true],
      ["2026-11-02T13:30:00Z", false],
      ["2026-07-04T15:00:00Z", false], // a Saturday
      ["2026-07-05T15:00:00Z", false],
    ] as const
  ) {
    assert.equal(isUsSession(Date.parse(time)), isIn, time);
  }
});
