/** What the API gives, and every kind of problem. */
import assert from "node:assert/strict";
import { RunningServer, SAMPLE_RUN, TestFolder } from "./running_server.ts";

Deno.test("data sets and strategies are listed with their right figures", async (test) => {
  using folder = new TestFolder();
  const rows = [["2020-01-01", 1, 2, 1, 2, 10], ["2020-01-02", 2, 3, 2, 3, 10], [
    "2020-01-03",
    3,
    4,
    3,
    4,
    10,
  ]];
  const file = folder.write(
    "BTC 1d.csv",
    `Date,Open,High,Low,Close,Volume\n${rows.map((row) => row.join()).join("\n")}\n`,
  );
  const mine = folder.strategy("mine", "");
  // A copy of one of ours that still has its name.
  const copy = folder.write(
    "my_copy.ts",
    Deno.readTextFileSync(folder.strategy("ema_crossover", "")),
  );
  await using server = await RunningServer.start(folder.home, {
    dataFiles: [file],
    strategyFiles: [mine, copy],
  });

  await test.step("data sets", async () => {
    const { body, headers } = await server.get("/data-sets");
    assert.deepEqual(body.map(({ id }: { id: string }) => id), [
      "aapl_1d",
      "sp500_1d",
      "btc_1d",
      "synth_1m",
      "synth_5",
    ]);
    assert.deepEqual(body[0], {
      id: "aapl_1d",
      title: "Apple, daily, 2013–2018",
      symbols: ["AAPL"],
      timeframe: "1d",
      bars: 1260,
      firstTimeMs: Date.UTC(2013, 4, 13),
      lastTimeMs: Date.UTC(2018, 4, 12),
      source: "Yahoo Finance, prices adjusted for splits (samples/README.md)",
      isSynthetic: false,
    });
    for (const id of ["synth_1m", "synth_5"]) {
      const { body: set } = await server.get(`/data-sets/${id}`);
      assert.ok(set.isSynthetic && /synthetic/i.test(set.title) && /made up/i.test(set.source));
      let count = 0, firstMs = Infinity, lastMs = 0;
      for (const symbol of set.symbols) {
        const { body: bars } = await server.get(`/data-sets/${id}/bars?instrument=${symbol}&points=10000`);
        count += bars.close.length === 0 ? 0 : set.bars / set.symbols.length;
        firstMs = Math.min(firstMs, bars.openTimeMs[0]);
        lastMs = Math.max(lastMs, bars.closeTimeMs.at(-1));
        assert.equal(bars.barsPerPoint, Math.ceil(set.bars / set.symbols.length / 10_000));
        assert.equal(bars.close.length, Math.ceil(set.bars / set.symbols.length / bars.barsPerPoint));
      }
      assert.deepEqual([count, firstMs, lastMs], [set.bars, set.firstTimeMs, set.lastTimeMs]);
    }
    const again = await server.get("/data-sets", { "If-None-Match": headers.get("etag")! });
    assert.deepEqual([again.status, again.body], [304, ""]);
  });

  await test.step("bars at a resolution", async () => {
    const { body } = await server.get("/data-sets/btc_1d/bars?points=2");
    assert.deepEqual(body, {
      instrument: "BTC 1D",
      timeframe: "1d",
      barsPerPoint: 2,
      openTimeMs: [Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 3)],
      closeTimeMs: [Date.UTC(2020, 0, 3), Date.UTC(2020, 0, 4)],
      open: [1, 3],
      high: [3, 4],
      low: [1, 3],
      close: [3, 4],
      volume: [20, 10],
    });
    const some = await server.get(
      `/data-sets/btc_1d/bars?fromMs=${Date.UTC(2020, 0, 2)}&toMs=${Date.UTC(2020, 0, 3)}`,
    );
    assert.deepEqual(some.body.close, [3]);
    const none = await server.get(`/data-sets/btc_1d/bars?fromMs=${Date.UTC(2021)}`);
    assert.deepEqual(none.body.close, []);
    const tag = some.headers.get("etag")!;
    assert.equal((await server.get("/data-sets/btc_1d/bars", { "If-None-Match": tag })).status, 304);
  });

  await test.step("strategies", async () => {
    const { body } = await server.get("/strategies");
    const names = body.map(({ name }: { name: string }) => name);
    assert.deepEqual(names.slice(-2), ["mine", "my_copy"]);
    assert.ok(names.includes("ema_crossover"));
    const { body: ema, headers } = await server.get("/strategies/ema_crossover");
    assert.equal(ema.path, "strategies/classic/ema_crossover.ts");
    assert.match(ema.code, /export default strategy\(/);
    assert.deepEqual(ema.paramsSchema.properties.fast, {
      default: 9,
      type: "integer",
      minimum: 2,
      maximum: 500,
    });
    assert.deepEqual(ema.stages, {
      indicator: ["fast: ema 9", "slow: ema 21"],
      signal: ["fast crosses slow"],
      sizer: ["95 % of equity"],
      risk: ["trailing stop 10 %"],
    });
    const again = await server.get("/strategies/ema_crossover", { "If-None-Match": headers.get("etag")! });
    assert.equal(again.status, 304);
    const { status } = await server.done({ strategy: "mine", dataSet: "btc_1d", params: { n: 3 } });
    assert.equal(status, "done");
  });

  await test.step("OpenAPI and the reference", async () => {
    const { body, headers } = await server.get("/openapi.json");
    assert.equal(body.openapi, "3.1.0");
    const operations = Object.values(body.paths).flatMap((path) => Object.keys(path as object));
    assert.equal(operations.length, 32);
    assert.ok(Object.keys(body.paths).includes("/runs/{id}/trades"));
    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((
      [, name],
    ) => name);
    for (const name of refs) assert.ok(Object.hasOwn(body.components.schemas, name), name);
    assert.ok(headers.get("etag"));
    const page = await server.get("/reference");
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.body, /<script|https?:\/\/(?!localhost)/);
    for (const path of Object.keys(body.paths)) assert.ok(page.body.includes(`/api/v1${path}<`), path);
    assert.equal((await server.get("/")).headers.get("location"), "/api/v1/reference");
  });
});

Deno.test("what is wrong is answered with a problem that says what to do", async (test) => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  type Case = [
    name: string,
    request: [method: string, path: string, body?: unknown, headers?: Record<string, string>],
    status: number,
    kind: string,
    detail: RegExp,
    fields?: string[],
  ];
  const run = (changes: object): ["POST", string, object] => ["POST", "/runs", { ...SAMPLE_RUN, ...changes }];
  const cases: Case[] = [
    ["no such path", ["GET", "/nothing"], 404, "not-found", /nothing at \/api\/v1\/nothing/],
    ["no such data set", ["GET", "/data-sets/x"], 404, "not-found", /no data set "x"/],
    ["no such run", ["GET", "/runs/..%2F..%2Fetc"], 404, "not-found", /no run/],
    ["no such replay", ["GET", "/replays/x"], 404, "not-found", /no replay "x"/],
    ["no such strategy", ["GET", "/strategies/__proto__"], 404, "not-found", /no strategy/],
    [
      "wrong method",
      ["PUT", "/runs", {}],
      405,
      "method-not-allowed",
      /^PUT isn't possible here; GET, HEAD, POST is\.$/,
    ],
    ["wrong method of one", ["PATCH", "/runs/x"], 405, "method-not-allowed", /DELETE/],
    ["no JSON", ["POST", "/runs", "{"], 400, "malformed", /not JSON/],
    ["deep JSON", ["POST", "/runs", "[".repeat(100_000)], 400, "malformed", /not JSON/],
    [
      "another kind of body",
      ["POST", "/runs", "a=1", { "Content-Type": "text/plain" }],
      415,
      "not-json",
      /application\/json/,
    ],
    ["no body", ["POST", "/runs"], 422, "invalid", /strategy must be given/, ["strategy", "dataSet"]],
    ["a list", ["POST", "/runs", []], 422, "invalid", /must be an object: received a list/i],
    ["null", ["POST", "/runs", "null"], 422, "invalid", /object/i],
    ["wrong types", run({ strategy: 1, fromMs: "x" }), 422, "invalid", /a text: received 1/i, [
      "strategy",
      "fromMs",
    ]],
    [
      "no such strategy to run",
      run({ strategy: "x" }),
      422,
      "invalid",
      /There is no strategy "x"\. There are bollinger_/,
      ["strategy"],
    ],
    [
      "no such data set to run on",
      run({ dataSet: "x" }),
      422,
      "invalid",
      /There is no data set "x"\. There are aapl_1d/,
      ["dataSet"],
    ],
    ["a parameter's bounds", run({ params: { fast: 1 } }), 422, "invalid", /^Fast 1: must be at least 2\.$/, [
      "params.fast",
    ]],
    [
      "parameters together",
      run({ params: { fast: 30 } }),
      422,
      "invalid",
      /must be below slow \(fast 30, slow 21\)/,
      ["params.fast"],
    ],
    [
      "a parameter as large as a body may be",
      run({ params: { fast: Array.from({ length: 100_000 }, () => 1) } }),
      422,
      "invalid",
      /^Fast \[1,1,[1,]{400,520}…\.$/,
      ["params.fast"],
    ],
    [
      "thousands of parameters",
      run({ params: Object.fromEntries(Array.from({ length: 20_000 }, (_, k) => [`p${k}`, 1])) }),
      422,
      "invalid",
      /no parameter "p49"[^"]*$/,
    ],
    ["an unknown parameter", run({ params: { fsat: 3 } }), 422, "invalid", /no parameter "fsat"/, [
      "params.fsat",
    ]],
    [
      "two faults at once",
      run({ strategy: "x", dataSet: "y" }),
      422,
      "invalid",
      /strategy "x".*data set "y"/,
      ["strategy", "dataSet"],
    ],
    [
      "money",
      run({ account: { cash: -1, feeBps: 1e9 } }),
      422,
      "invalid",
      /account\.cash: Must be above 0: received -1/,
      ["account.cash", "account.feeBps"],
    ],
    ["an unknown field", run({ account: { cahs: 1 } }), 422, "invalid", /There is no field "cahs" here/, [
      "account.cahs",
    ]],
    [
      "a huge number",
      ["POST", "/runs", `{"strategy":"ema_crossover","dataSet":"aapl_1d","account":{"cash":1e999}}`],
      422,
      "invalid",
      /cash/,
      ["account.cash"],
    ],
    [
      "an empty range",
      run({ fromMs: 5e12, toMs: 4e12 }),
      422,
      "invalid",
      /end must come after the beginning/,
      ["toMs", "fromMs"],
    ],
    ["too long a name", run({ strategy: "x".repeat(1_000) }), 422, "invalid", /at most 200 letters long/, [
      "strategy",
    ]],
    ["a preset", run({ preset: "x" }), 422, "invalid", /lockstep or backtesting\.py: received "x"/, [
      "preset",
    ]],
    [
      "points",
      ["GET", "/data-sets/aapl_1d/bars?points=0"],
      400,
      "malformed",
      /points: Must be at least 1: received "0"/,
      ["points"],
    ],
    [
      "points that are none",
      ["GET", "/data-sets/aapl_1d/bars?points=x&fromMs=y"],
      400,
      "malformed",
      /points/,
      ["fromMs", "points"],
    ],
    ["pages", ["GET", "/runs?limit=1e9&offset=-1"], 400, "malformed", /limit/, ["offset", "limit"]],
    ["a replay without a shape", ["POST", "/replays", {}], 422, "invalid", /strategy must be given/, [
      "strategy",
      "dataSet",
    ]],
    [
      "a fork of nothing",
      ["POST", "/replays", { fork: { of: "x", atStep: 1 }, params: {} }],
      422,
      "invalid",
      /no replay "x"/,
      ["fork.of"],
    ],
    [
      "a fork without a step",
      ["POST", "/replays", { fork: { of: "x" }, params: {} }],
      422,
      "invalid",
      /atStep must be given/,
      ["fork.atStep"],
    ],
    [
      "a replay's step",
      ["POST", "/replays", { ...SAMPLE_RUN, step: 9_999 }],
      422,
      "invalid",
      /at most 1260/,
      ["step"],
    ],
    ["a socket without upgrade", ["GET", "/replays/x/socket"], 404, "not-found", /no replay/],
  ];
  for (const [name, [method, path, body, headers], status, kind, detail, fields] of cases) {
    await test.step(name, async () => {
      const answer = await server.ask(method, path, body, headers);
      assert.equal(
        answer.headers.get("content-type"),
        "application/problem+json",
        JSON.stringify(answer.body),
      );
      assert.deepEqual(
        [answer.status, answer.body.type],
        [status, `/api/v1/reference#${kind}`],
        answer.body.detail,
      );
      assert.match(answer.body.detail, detail);
      assert.equal(answer.body.status, status);
      assert.equal(answer.body.requestId, answer.headers.get("x-request-id"));
      if (fields !== undefined) {
        const errors = answer.body.errors as { field: string; pointer: string; message: string }[];
        assert.deepEqual(errors.map(({ field }) => field), fields);
        assert.deepEqual(
          errors.map(({ pointer }) => pointer),
          fields.map((field) => `/${field.replaceAll(".", "/")}`),
        );
      }
    });
  }
  await test.step("a 10 MB body is refused, whether its length is said or not", async () => {
    const big = JSON.stringify({ strategy: "x".repeat(10_000_000) });
    const said = await server.ask("POST", "/runs", big);
    assert.deepEqual([said.status, said.body.type], [413, "/api/v1/reference#too-large"]);
    const stream = new Blob([big]).stream();
    const unsaid = await fetch(`${server.origin}/api/v1/runs`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: stream,
    });
    assert.equal((await unsaid.json()).status, 413);
  });
  await test.step("405 says what is possible", async () => {
    const { headers } = await server.ask("PUT", "/runs", {});
    assert.equal(headers.get("allow"), "GET, HEAD, POST");
  });
  await test.step("a request's own id is kept where it is a sane one", async () => {
    assert.equal(
      (await server.get("/runs", { "X-Request-Id": "abc-123" })).headers.get("x-request-id"),
      "abc-123",
    );
    const other = (await server.get("/runs", { "X-Request-Id": "a b<script>" })).headers.get("x-request-id")!;
    assert.match(other, /^[0-9a-f-]{36}$/);
  });
  await test.step("nothing of it was a fault of ours", async () => {
    await server[Symbol.asyncDispose]();
    assert.deepEqual(server.told, []);
  });
});
