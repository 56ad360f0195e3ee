/** Strategies from files that do what strategies shouldn't: each is told as what it is, and takes nobody along. */
import assert from "node:assert/strict";
import { RunningServer, TestFolder } from "./running_server.ts";

/** What is done at bar 50, and what is said of the run: undefined where it is done as if nothing was. */
const CASES: readonly [name: string, code: string, failure: RegExp | undefined][] = [
  ["throws_nothing", "throw undefined;", /^onBar failed at AAPL, bar 49 \(2013-07-23\): undefined\.$/],
  [
    "throws_unspeakable",
    "throw { toString() { throw 1; } };",
    /bar 49 .*it threw something that can't be put/,
  ],
  ["throws_deep", "const f = (): number => f() + 1; f();", /bar 49 .*Maximum call stack/],
  ["rejects", `Promise.reject(new Error("later"));`, /^The run has crashed: Error: later$/],
  ["prints", `console.log("hi"); Deno.stdout.writeSync(new Uint8Array([104, 105, 10]));`, undefined],
  [
    "writes_to_the_pipe",
    `process.stdout.write("hello there, whoever reads this\\n");`,
    /stdout is no message/,
  ],
  ["ends_its_worker", "(globalThis as any).close();", /a strategy can't call close\(\)/],
  ["ends_the_process", "Deno.exit(1);", /a strategy can't call exit\(\)/],
  ["speaks_for_the_worker", "(globalThis as any).postMessage(null);", /postMessage is not a function/],
  ["answers_nonsense", "return NaN as any;", /it answered null: it must be 1, 0, −1/],
  ["spawns", `new Deno.Command("true").outputSync();`, /Requires run access/],
  ["writes_a_file", `Deno.writeTextFileSync("mine.txt", "x");`, /Requires write access/],
  ["reads_elsewhere", `Deno.readTextFileSync("/etc/hostname");`, /Requires read access/],
];

Deno.test("whatever a strategy's file does, its run says so and the server goes on", async (test) => {
  using folder = new TestFolder();
  const strategyFiles = CASES.map(([name, code]) =>
    folder.strategy(name, `if (window.bars === 50) { ${code} }`)
  );
  await using server = await RunningServer.start(folder.home, { strategyFiles });
  const runs = await Promise.all(
    CASES.map(([name]) => server.started({ strategy: name, dataSet: "aapl_1d" })),
  );
  for (const [k, [name, , failure]] of CASES.entries()) {
    await test.step(name, async () => {
      const run = await server.ended(runs[k].id);
      if (failure === undefined) assert.equal(run.status, "done", run.failure);
      else assert.match(run.failure ?? run.status, failure);
    });
  }
  await test.step("a replay stands before the bar", async () => {
    const request = { strategy: "throws_unspeakable", dataSet: "aapl_1d" };
    const { body: { id } } = await server.ask("POST", "/replays", request);
    const { status, body } = await server.ask("POST", `/replays/${id}/control`, {
      action: "seek",
      step: 100,
    });
    assert.deepEqual([status, body.step], [200, 49]);
  });
});
