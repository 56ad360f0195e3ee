import assert from "node:assert/strict";
import { type DrivenClient, DrivenExchange, type Listed } from "../driven/driven_exchange.ts";
import type { LocalExchangeOptions } from "../local_exchange.ts";
import { ALPACA_ERRORS } from "./alpaca_errors.ts";

const START_MS = Date.UTC(2021, 1, 22, 15, 51, 0);
const LISTED: Listed = {
  AAPL: [[-30_000, 126, 10], [44_208, 126.55, 1], [44_208, 126.5, -3], [121_000, 127, 5]],
  MSFT: [[60_500, 250, 2]],
  "BTC/USD": [[500, 48_000.5, 0.25], [700, 48_000, -0.1]],
};
const KEYS = { "apca-api-key-id": "key", "apca-api-secret-key": "secret" };
const open = (options: Partial<LocalExchangeOptions> = {}) =>
  new DrivenExchange(START_MS, LISTED, { alpacaKeys: { key: "key", secret: "secret" }, ...options });

const CONNECTED = `[{"T":"success","msg":"connected"}]`,
  AUTHENTICATED = `[{"T":"success","msg":"authenticated"}]`;
const auth = { action: "auth", key: "key", secret: "secret" };
const error = (code: number) => `[{"T":"error","code":${code},"msg":"${ALPACA_ERRORS[code]}"}]`;

const bar = (
  T: string,
  o: number,
  h: number,
  l: number,
  c: number,
  v: number,
  n: number,
  vw: number,
  t: string,
) => ({
  T,
  S: "AAPL",
  o,
  h,
  l,
  c,
  v,
  n,
  vw,
  t: `2021-02-22T${t}Z`,
});

Deno.test("Alpaca: authentication, the full list of subscriptions, trades of a moment together, bars after the minute", () => {
  const driven = open(), client = driven.connect("/alpaca/v2/iex");
  client.say(auth);
  client.say({ action: "subscribe", trades: ["AAPL"], quotes: ["AMD"], bars: ["*"] });
  client.say({ action: "unsubscribe", quotes: ["AMD"] });
  const subscription = {
    T: "subscription",
    trades: ["AAPL"],
    quotes: ["AMD"],
    bars: ["*"],
    updatedBars: [],
    dailyBars: [],
    statuses: [],
    lulds: [],
    corrections: ["AAPL"],
    cancelErrors: ["AAPL"],
  };
  assert.deepEqual(client.read(), [
    JSON.parse(CONNECTED),
    JSON.parse(AUTHENTICATED),
    [subscription],
    [{ ...subscription, quotes: [] }],
  ]);
  driven.clock.pass(44_500);
  assert.deepEqual(client.news(), [
    `[{"T":"t","i":2,"S":"AAPL","x":"V","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@"],"z":"C"},` +
    `{"T":"t","i":3,"S":"AAPL","x":"V","p":126.5,"s":3,"t":"2021-02-22T15:51:44.208Z","c":["@"],"z":"C"}]`,
  ]);
  driven.clock.pass(15_599);
  assert.deepEqual(client.news(), []);
  driven.clock.pass(136_000);
  assert.deepEqual(client.read(), [
    [bar("b", 126.55, 126.55, 126.5, 126.5, 4, 2, 126.5125, "15:51:00")],
    [{ ...bar("b", 250, 250, 250, 250, 2, 1, 250, "15:52:00"), S: "MSFT" }],
    [{ T: "t", i: 4, S: "AAPL", x: "V", p: 127, s: 5, t: "2021-02-22T15:53:01.000Z", c: ["@"], z: "C" }],
    [bar("b", 127, 127, 127, 127, 5, 1, 127, "15:53:00")],
  ]);
});

Deno.test("Alpaca: coins say who took, headers authenticate", () => {
  const driven = open(), client = driven.connect("/alpaca/v1beta3/crypto/us", KEYS);
  client.say({ action: "subscribe", trades: ["BTC/USD"] });
  driven.clock.pass(600);
  assert.deepEqual(client.news(), [
    CONNECTED,
    AUTHENTICATED,
    `[{"T":"subscription","trades":["BTC/USD"],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"orderbooks":[]}]`,
    `[{"T":"t","S":"BTC/USD","p":48000.5,"s":0.25,"t":"2021-02-22T15:51:00.500Z","i":1,"tks":"B"}]`,
  ]);
});

Deno.test("Alpaca: a bar revised after its close comes as an updated bar, to whoever hears these", () => {
  const driven = new DrivenExchange(START_MS, {
    AAPL: [[100, 126, 4], [59_000, 127, 2], [60_000, 128, 1], [119_000, 129, 1]],
  });
  const client = driven.connect("/alpaca/v2/iex", KEYS);
  client.say({ action: "subscribe", bars: ["AAPL"], updatedBars: ["AAPL"] });
  client.news();
  driven.exchange.misbehave({ kind: "revise_bar" });
  driven.clock.pass(60_200);
  assert.deepEqual(client.read(), [[bar("b", 126, 126, 126, 126, 4, 1, 126, "15:51:00")]]);
  driven.clock.pass(1_000);
  assert.deepEqual(client.read(), [[bar("u", 126, 127, 126, 127, 6, 2, 126.333333, "15:51:00")]]);
  client.say({ action: "unsubscribe", updatedBars: ["AAPL"] });
  client.news();
  driven.exchange.misbehave({ kind: "revise_bar" });
  driven.clock.pass(100_000);
  assert.deepEqual(client.read(), [[bar("b", 128, 128, 128, 128, 1, 1, 128, "15:52:00")]]);
});

Deno.test("Alpaca: every error, with its code and its words", () => {
  const cases: [
    what: string,
    code: number,
    ends: boolean,
    cause: (driven: DrivenExchange) => DrivenClient,
  ][] = [
    ["no JSON", 400, false, (driven) => say(driven, "/v2/iex", KEYS, "{")],
    ["too early", 401, false, (driven) => say(driven, "/v2/iex", {}, { action: "subscribe", bars: ["*"] })],
    ["wrong key", 402, true, (driven) => say(driven, "/v2/iex", {}, { ...auth, key: "other" })],
    ["twice", 403, false, (driven) => say(driven, "/v2/iex", KEYS, auth)],
    ["too late", 404, true, (driven) => {
      const client = driven.connect("/alpaca/v2/iex");
      driven.clock.pass(10_000);
      return client;
    }],
    ["31 symbols", 405, false, (driven) => {
      const trades = Array.from({ length: 31 }, (_, i) => `S${i}`);
      return say(driven, "/v2/iex", KEYS, { action: "subscribe", trades });
    }],
    ["a second connection", 406, true, (driven) => {
      driven.connect("/alpaca/v2/iex", KEYS);
      return driven.connect("/alpaca/v2/iex", KEYS);
    }],
    ["not in the plan", 409, true, (driven) => driven.connect("/alpaca/v2/sip", KEYS)],
  ];
  for (const [what, code, ends, cause] of cases) {
    assert.deepEqual(cause(open()).news().slice(ends ? -2 : -1), [
      error(code),
      ...ends ? ["closed 1000 "] : [],
    ], what);
  }
  for (const code of [402, 406, 407, 409, 500] as const) {
    const driven = open();
    driven.exchange.misbehave({ kind: "error", code });
    assert.deepEqual(driven.connect("/alpaca/v2/iex", KEYS).news(), [CONNECTED, error(code), "closed 1000 "]);
    assert.deepEqual(driven.connect("/alpaca/v2/iex", KEYS).news(), [CONNECTED, AUTHENTICATED], "once");
  }
});

Deno.test("Alpaca: the place is free once its client has gone, or later where a fault holds it", () => {
  const driven = open(), first = driven.connect("/alpaca/v2/iex", KEYS);
  const other = driven.connect("/alpaca/v1beta3/crypto/us", KEYS);
  assert.deepEqual(other.news(), [CONNECTED, AUTHENTICATED], "another endpoint");
  first.leave();
  const second = driven.connect("/alpaca/v2/iex", KEYS);
  assert.deepEqual(second.news(), [CONNECTED, AUTHENTICATED]);
  driven.exchange.misbehave({ kind: "drop", count: 2, holdsSlotMs: 5_000 });
  assert.deepEqual(second.news(), ["closed 1006 "]);
  assert.deepEqual(driven.connect("/alpaca/v2/iex", KEYS).news().slice(1), [error(406), "closed 1000 "]);
  driven.clock.pass(5_000);
  assert.deepEqual(driven.connect("/alpaca/v2/iex", KEYS).news(), [CONNECTED, AUTHENTICATED]);
});

Deno.test("Alpaca REST: bars and trades page by page, over several symbols", () => {
  const driven = open({ hasLimits: false });
  driven.clock.pass(180_000);
  const start = "2021-02-22T15:50:00Z",
    pages = (path: string, limit: number, headers = KEYS) => {
      const found: unknown[] = [];
      let token: string | null = "";
      do {
        const [status, body] = driven.get(
          `/alpaca${path}&limit=${limit}&page_token=${encodeURIComponent(token)}`,
          headers,
        );
        assert.equal(status, 200, JSON.stringify(body));
        const { next_page_token, ...rows } = body as { next_page_token: string | null };
        found.push(rows);
        token = next_page_token;
      } while (token !== null);
      return found;
    };
  const { T: _, S: __, ...first } = bar("", 126, 126, 126, 126, 10, 1, 126, "15:50:00");
  const { T: _2, S: __2, ...second } = bar("", 126.55, 126.55, 126.5, 126.5, 4, 2, 126.5125, "15:51:00");
  const { T: _3, S: __3, ...third } = bar("", 127, 127, 127, 127, 5, 1, 127, "15:53:00");
  const { T: _4, S: __4, ...other } = bar("", 250, 250, 250, 250, 2, 1, 250, "15:52:00");
  const bars = `/v2/stocks/bars?symbols=MSFT,AAPL&timeframe=1Min&start=${start}`;
  assert.deepEqual(pages(bars, 100), [{ bars: { AAPL: [first, second, third], MSFT: [other] } }]);
  assert.deepEqual(pages(bars, 2), [{ bars: { AAPL: [first, second] } }, {
    bars: { AAPL: [third], MSFT: [other] },
  }]);
  assert.deepEqual(pages(bars, 3), [{ bars: { AAPL: [first, second, third] } }, { bars: { MSFT: [other] } }]);
  assert.deepEqual(pages(`${bars}&sort=desc`, 2), [{ bars: { AAPL: [third, second] } }, {
    bars: { AAPL: [first], MSFT: [other] },
  }]);
  assert.deepEqual(pages(`${bars}&end=2021-02-22T15:50:59Z`, 9), [{ bars: { AAPL: [first] } }]);
  const trade = (i: number, p: number, s: number, tks: string, t: string) => ({
    t: `2021-02-22T15:51:${t}Z`,
    p,
    s,
    i,
    tks,
  });
  assert.deepEqual(pages(`/v1beta3/crypto/us/trades?symbols=BTC/USD&start=${start}`, 1), [
    { trades: { "BTC/USD": [trade(1, 48_000.5, 0.25, "B", "00.500")] } },
    { trades: { "BTC/USD": [trade(2, 48_000, 0.1, "S", "00.700")] } },
  ]);
  driven.exchange.misbehave({ kind: "rest_incomplete" });
  assert.deepEqual(pages(bars, 100), [{ bars: { AAPL: [first, second] } }, {
    bars: { AAPL: [third], MSFT: [other] },
  }]);
});

Deno.test("Alpaca REST: what is refused", () => {
  const driven = open(), bars = "/alpaca/v2/stocks/bars?symbols=AAPL&timeframe=1Min";
  const cases: [string, Record<string, string>, number, unknown][] = [
    [bars, {}, 403, { message: "forbidden." }],
    [bars, { ...KEYS, "apca-api-key-id": "other" }, 403, { message: "forbidden." }],
    ["/alpaca/v2/stocks/bars?timeframe=1Min", KEYS, 400, { message: "symbols is required" }],
    ["/alpaca/v2/stocks/bars?symbols=AAPL&timeframe=x", KEYS, 400, { message: "invalid timeframe" }],
    [`${bars}&start=yesterday`, KEYS, 400, { message: "invalid start or end" }],
    [`${bars}&page_token=x`, KEYS, 400, { message: "invalid page_token" }],
    ["/alpaca/v2/nothing", KEYS, 404, { message: "endpoint not found." }],
    ["/alpaca/v2/assets/NOSUCH", KEYS, 404, { code: 40410000, message: "asset not found for NOSUCH" }],
  ];
  for (const [path, headers, status, body] of cases) {
    assert.deepEqual(driven.get(path, headers), [status, body], path);
  }
  for (let i = cases.length; i < 200; i++) assert.equal(driven.get(bars, KEYS)[0], 200);
  const refused = driven.reply(bars, KEYS);
  assert.deepEqual([refused.status, refused.headers["retry-after"]], [429, "60"]);
});

function say(
  driven: DrivenExchange,
  path: string,
  headers: Record<string, string>,
  message: unknown,
): DrivenClient {
  const client = driven.connect(`/alpaca${path}`, headers);
  client.say(message);
  return client;
}
