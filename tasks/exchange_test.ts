import assert from "node:assert/strict";

const TASK = new URL("./exchange.ts", import.meta.url).pathname;
const ROOT = new URL("../", import.meta.url).pathname;

/** What the task may do: as deno.json says. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-net=127.0.0.1",
  "--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE",
];

const start = (...args: string[]) =>
  new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...PERMISSIONS, TASK, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();

Deno.test("the exchange opens, says where it listens, trades what it was given and misbehaves", async () => {
  const process = start(
    "--port",
    "0",
    "--data",
    "samples/aapl_1d.csv",
    "--speed",
    "60",
    "--fault",
    "rest_500",
    "--fault-every",
    "0.1",
  );
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("/faults\n")) text += (await reader.read()).value;
  const origin = /^The exchange is open at (http:\/\/127\.0\.0\.1:\d+); /.exec(text)![1];
  assert.ok(text.includes(`--feed binance:AAPL --exchange ${origin} --speed 60\n`), text);
  const info = () => fetch(`${origin}/binance/api/v3/exchangeInfo`);
  const statuses: number[] = [];
  while (!statuses.includes(500) || statuses.length < 2) {
    const response = await info();
    statuses.push(response.status);
    const { symbols } = await response.json();
    if (response.status === 200) assert.equal(symbols[0].symbol, "AAPL");
  }
  const { serverTime } = await (await fetch(`${origin}/binance/api/v3/time`)).json();
  assert.ok(
    serverTime >= Date.UTC(2013, 4, 13) && serverTime < Date.UTC(2013, 4, 13, 1),
    "it opens with the first bar",
  );
  process.kill();
  await reader.cancel();
  await process.stderr.cancel();
  await process.status;
});

Deno.test("the exchange says in one line what is wrong", async () => {
  const cases: [args: string[], error: RegExp][] = [
    [["--fault", "explode"], /^error: There is no fault "explode": choose one of drop, .+\.\n$/],
    [["--fault", "{"], /^error: --fault \{: it is no JSON: .+\.\n$/],
    [
      ["--data", "samples/aapl_1d.csv", "--synthetic", "X"],
      /^error: --data and --synthetic: choose one, .+\.\n$/,
    ],
    [["--synthetic", ","], /^error: --synthetic: name a symbol at least, such as BTC\/USD\.\n$/],
    [
      ["--synthetic", "BTC/USD,btc-usd"],
      /^error: Cannot trade both BTC\/USD and BTC-USD: to a venue they are one\.\n$/,
    ],
  ];
  for (const [args, error] of cases) {
    const { code, stderr } = await start(...args).output();
    assert.equal(code, 1);
    assert.match(new TextDecoder().decode(stderr), error);
  }
});
