/** Runs by the API: started, watched, cancelled, kept; the same result as on the command line. */
import assert from "node:assert/strict";
import { backtest } from "../../tasks/backtest.ts";
import { TaskFolder } from "../tasks/task_folder.ts";
import { RunningServer, SAMPLE_RUN, TestFolder } from "./running_server.ts";

Deno.test("a run by the API is the backtest of the command line", async () => {
  using folder = new TestFolder();
  using tasks = new TaskFolder();
  await using server = await RunningServer.start(folder.home);
  const out = `${tasks.path}/record.json`;
  const { code, stderr } = await tasks.run(backtest, [
    ...["--strategy", "ema_crossover", "--data", "samples/aapl_1d.csv", "--fast", "10", "--cash", "50000"],
    ...["--from", "2014-01-02", "--to", "2017-01-01", "--direction", "both", "--out", out],
  ]);
  assert.deepEqual([code, stderr], [0, ""]);
  const started = await server.ask("POST", "/runs", {
    ...SAMPLE_RUN,
    params: { fast: 10 },
    fromMs: Date.UTC(2014, 0, 2),
    toMs: Date.UTC(2017, 0, 1),
    account: { cash: 50_000, direction: "both" },
  });
  assert.equal(started.status, 202);
  assert.equal(started.headers.get("location"), `/api/v1/runs/${started.body.id}`);
  const run = await server.ended(started.body.id);
  assert.equal(run.status, "done", run.failure);
  const { body, headers } = await server.get(`/runs/${run.id}/result`);
  assert.deepEqual(body, JSON.parse(Deno.readTextFileSync(out)));
  assert.equal(run.fingerprint, body.fingerprint);
  assert.equal(run.metrics!.returnPct, body.metrics.returnPct);
  const again = await server.get(`/runs/${run.id}/result`, { "If-None-Match": headers.get("etag")! });
  assert.deepEqual([again.status, again.body], [304, ""]);
});

Deno.test("trades come in pages, equity and bars at a resolution", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const { id } = await server.done(SAMPLE_RUN);
  const { body: record } = await server.get(`/runs/${id}/result`);
  const pages = [];
  for (let offset = 0; offset < record.trades.length; offset += 10) {
    const { body } = await server.get(`/runs/${id}/trades?offset=${offset}&limit=10`);
    assert.deepEqual([body.total, body.offset], [record.trades.length, offset]);
    pages.push(...body.trades);
  }
  assert.deepEqual(pages, record.trades);
  const beyond = await server.get(`/runs/${id}/trades?offset=100000`);
  assert.deepEqual(beyond.body.trades, []);

  const { body: curve } = await server.get(`/runs/${id}/equity?points=50`);
  assert.ok(curve.timeMs.length <= 50 && curve.timeMs.length > 25);
  assert.equal(Math.max(...curve.equityHigh), Math.max(...record.equity.equity));
  assert.equal(Math.min(...curve.drawdownPct), Math.min(...record.equity.drawdownPct));
  assert.equal(curve.equity.at(-1), record.equity.equity.at(-1));
  const { body: whole } = await server.get(`/runs/${id}/equity?points=10000`);
  assert.deepEqual(whole.equity, record.equity.equity);

  const { body: bars } = await server.get(`/runs/${id}/bars?points=100`);
  assert.deepEqual([bars.instrument, bars.barsPerPoint, bars.close.length], ["AAPL", 13, 97]);
  const { body: listed } = await server.get("/runs?limit=1");
  assert.deepEqual([listed.total, listed.runs[0].id], [1, id]);
  const later = await server.get(`/runs/${id}`, {
    "If-None-Match": (await server.get(`/runs/${id}`)).headers.get("etag")!,
  });
  assert.equal(later.status, 304);
});

Deno.test("an endless strategy is cancelled, what fails says why, and others go on meanwhile", async () => {
  using folder = new TestFolder();
  const endless = folder.strategy("endless", "for (;;);");
  const failing = folder.strategy("failing", `if (window.bars === 501) throw new Error("boom");`);
  await using server = await RunningServer.start(folder.home, {
    strategyFiles: [endless, failing],
    runningMax: 2,
  });
  const start = async (strategy: string) =>
    (await server.ask("POST", "/runs", { strategy, dataSet: "aapl_1d" })).body;
  const first = await start("endless");
  const other = await server.done({ strategy: "failing", dataSet: "aapl_1d" });
  assert.equal(other.status, "failed");
  assert.match(
    other.failure!,
    /^onBar failed at AAPL, bar 500 \(2015-05-07\): boom \(failing\.ts:\d+:\d+\)\.$/,
  );
  const unread = await server.get(`/runs/${other.id}/result`);
  assert.equal(unread.status, 409);
  assert.match(unread.body.detail, /boom/);

  const second = await start("endless"), third = await start("ema_crossover");
  assert.equal((await server.run(third.id)).isWaiting, true);
  const early = await server.get(`/runs/${first.id}/trades`);
  assert.deepEqual([early.status, early.headers.get("retry-after")], [409, "1"]);
  const cancelled = await server.ask("DELETE", `/runs/${first.id}`);
  assert.deepEqual([cancelled.status, cancelled.body.status], [200, "cancelled"]);
  assert.equal((await server.ended(third.id)).status, "done", "it had waited for a place");
  assert.equal((await server.run(second.id)).status, "running");
  const deleted = await server.ask("DELETE", `/runs/${first.id}`);
  assert.equal(deleted.status, 204);
  assert.equal((await server.get(`/runs/${first.id}`)).status, 404);
  const { body } = await server.get(`/runs/${third.id}/result`);
  assert.ok(body.complete);
});

Deno.test("many runs at once all end, each with the same fingerprint", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const runs = await Promise.all(Array.from({ length: 6 }, () => server.done(SAMPLE_RUN)));
  assert.deepEqual(new Set(runs.map(({ status }) => status)), new Set(["done"]));
  assert.equal(new Set(runs.map(({ fingerprint }) => fingerprint)).size, 1);
  assert.equal(new Set(runs.map(({ id }) => id)).size, 6);
});

Deno.test("several instruments in one account", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const run = await server.done({ strategy: "ema_crossover", dataSet: "synth_5", account: { leverage: 5 } });
  assert.equal(run.status, "done", run.failure);
  const { body } = await server.get(`/runs/${run.id}/result`);
  assert.equal(body.data.bars, 43_800);
  assert.deepEqual(
    body.config.instruments.map(({ symbol }: { symbol: string }) => symbol),
    ["SYNTH1", "SYNTH2", "SYNTH3", "SYNTH4", "SYNTH5"],
  );
  const bars = await server.get(`/runs/${run.id}/bars?instrument=SYNTH3&points=10`);
  assert.equal(bars.body.instrument, "SYNTH3");
  assert.equal((await server.get(`/runs/${run.id}/bars?instrument=SYNTH9`)).status, 400);
});

Deno.test("a strategy's worker may read its own folder and touch nothing else", async () => {
  using folder = new TestFolder();
  const curious = folder.strategy(
    "curious",
    `    const tried = ["read", "write", "net", "env", "run", "sys", "ffi"].map((name) =>
      \`\${name} \${Deno.permissions.querySync({ name }).state}\`);
    try { Deno.readTextFileSync("/etc/hostname"); tried.push("read a file"); } catch { /* as it should be */ }
    throw new Error(tried.join(", "));`,
  );
  await using server = await RunningServer.start(folder.home, { strategyFiles: [curious] });
  const { failure } = await server.done({ strategy: "curious", dataSet: "aapl_1d" });
  assert.match(
    failure!,
    /bar 0 \(2013-05-13\): read (prompt|denied), write (prompt|denied), net (prompt|denied), env (prompt|denied), run (prompt|denied), sys (prompt|denied), ffi (prompt|denied) \(curious/,
  );
});

Deno.test("runs are kept over a restart; one that was going on is said to have been stopped; damage is told", async () => {
  using folder = new TestFolder();
  const endless = folder.strategy("endless", "for (;;);");
  const home = folder.home, options = { strategyFiles: [endless] };
  let ended, going;
  {
    await using server = await RunningServer.start(home, options);
    ended = await server.done(SAMPLE_RUN);
    going = await server.started({ strategy: "endless", dataSet: "aapl_1d" });
  }
  Deno.writeTextFileSync(`${home}/runs/broken.json`, `{"version":1,"id":"bro`);
  Deno.writeTextFileSync(`${home}/runs/other.json`, `{"version":7}`);
  Deno.writeTextFileSync(`${home}/runs/torn.json.part`, `{"version":1`);
  await using server = await RunningServer.start(home, options);
  const { body: list } = await server.get("/runs");
  assert.deepEqual(list.runs.map(({ id }: { id: string }) => id), [going.id, ended.id]);
  assert.deepEqual(list.runs[1], ended);
  const { body } = await server.get(`/runs/${ended.id}/result`);
  assert.equal(body.fingerprint, ended.fingerprint);
  const stopped = await server.run(going.id);
  assert.deepEqual([stopped.status, stopped.failure], [
    "failed",
    "The server was stopped before the run had ended.",
  ]);
  assert.equal(server.told.length, 2, server.told.join("\n"));
  assert.match(server.told[0], /runs\/broken\.json is damaged and left out: /);
  assert.match(server.told[1], /runs\/other\.json is damaged and left out: it isn't a run/);
  const names = [...Deno.readDirSync(`${home}/runs`)].map(({ name }) => name);
  assert.ok(!names.includes("torn.json.part"));
});
