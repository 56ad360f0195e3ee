/**
 * Tasks as `deno task` runs them, each in a process of its own with the permissions of deno.json: exit codes, one line on stderr, nothing
 * on stdout, nothing half-written.
 */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { backtest } from "../../tasks/backtest.ts";
import { dateOf, TaskFolder } from "./task_folder.ts";

const AAPL = "samples/aapl_1d.csv";
const ROOT = new URL("../../", import.meta.url);

Deno.test("a backtest prints its sheet on stdout alone and writes its record", async () => {
  using folder = new TaskFolder();
  const out = `${folder.path}/record.json`;
  const { code, stdout, stderr } = await folder.runProcess("backtest", [
    ...["--strategy", "ema_crossover", "--data", AAPL, "--out", out],
  ]);
  assert.deepEqual([code, stderr], [0, ""]);
  const { fingerprint } = JSON.parse(Deno.readTextFileSync(out));
  assert.match(stdout, new RegExp(`^ema_crossover +AAPL · 1d\n[^]*\nFingerprint ${fingerprint} · `));
  assert.deepEqual(folder.names, ["record.json"]);
  const demo = await folder.runProcess("demo", []);
  assert.deepEqual(demo, { code: 0, stdout, stderr: "" }, "the demo is this backtest");
});

Deno.test("what goes wrong ends a task with code 1, one line on stderr and nothing else", async () => {
  using folder = new TaskFolder();
  const nan = folder.bars("nan.csv", { 300: `${dateOf(300)},NaN,102,99,101,1000` });
  const good = folder.bars("good.csv");
  const failing = folder.strategy(
    "failing.ts",
    `pipeline().onBar((window) => {
if (window.bars === 501) throw new Error("boom");
}).sizer(percentOfEquity(50))`,
  );
  const curious = folder.write("curious.ts", `export default Deno.env.get("HOME");\n`);
  const syntax = folder.write("syntax.ts", "const = 1;\n");
  const kept = folder.write("kept.json", "what was there before\n");
  const before = folder.names;
  const own = ["--strategy", "ema_crossover", "--data"];
  const cases: [task: "backtest" | "check" | "demo", args: string[], sentence: RegExp][] = [
    ["backtest", [...own, "none.csv"], /^Cannot read none\.csv: there is no such file\.$/],
    [
      "backtest",
      [...own, AAPL, "--fsat", "9"],
      /^--fsat: there is no such flag; did you mean --fast\? See --help\.$/,
    ],
    [
      "backtest",
      [...own, AAPL, "--fast", "30"],
      /^ema_crossover: fast must be below slow \(fast 30, slow 21\)\.$/,
    ],
    [
      "backtest",
      [...own, nan, "--out", kept],
      /^DIR\/nan\.csv:302:2: open "NaN" is not a number \(2020-10-27\)\. /,
    ],
    [
      "backtest",
      ["--strategy", failing, "--data", good, "--out", kept],
      /^onBar failed at GOOD, bar 500 \(2021-05-15\): boom \(failing\.ts:\d+:\d+\)\.$/,
    ],
    [
      "backtest",
      ["--strategy", syntax, "--data", good, "--out", `${folder.path}/new.json`],
      /^The strategy file DIR\/syntax\.ts can't be loaded: SyntaxError: .+ \(syntax\.ts:1:7\)\.$/,
    ],
    [
      "backtest",
      ["--strategy", curious, "--data", good],
      /^The strategy file DIR\/curious\.ts can't be loaded: it requires env access to "HOME", which strategies don't get\.$/,
    ],
    [
      "backtest",
      [...own, good, "--out", `${folder.path}/none/a.json`],
      /^Cannot write DIR\/none\/a\.json: there is no such folder\.$/,
    ],
    ["check", [`${folder.path}/none.ts`], /^There is no strategy file DIR\/none\.ts\.$/],
    ["demo", ["--fast", "9"], /^--fast: there is no such flag\. See --help\.$/],
  ];
  for (const [task, args, sentence] of cases) {
    const { code, stdout, stderr } = await folder.runProcess(task, args);
    assert.deepEqual([code, stdout], [1, ""], args.join(" "));
    assert.match(stderr, /^error: [^\n]+\n$/, args.join(" "));
    assert.match(stderr.slice("error: ".length, -1), sentence);
  }
  assert.deepEqual(folder.names, before);
  assert.equal(Deno.readTextFileSync(kept), "what was there before\n");
});

Deno.test("a reader of the sheet who has seen enough doesn't cost the record", async () => {
  using folder = new TaskFolder();
  const out = `${folder.path}/record.json`;
  const [deno, ...task] = config.tasks.backtest.command.split(" ");
  assert.equal(deno, "deno");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...task, "--strategy", "ema_crossover", "--data", AAPL, "--out", out],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await child.stdout.cancel();
  const stderr = await new Response(child.stderr).text();
  assert.deepEqual([(await child.status).code, stderr], [0, ""]);
  assert.equal(JSON.parse(Deno.readTextFileSync(out)).schema, 1);
});

Deno.test("a law that is broken ends a check with code 1", async () => {
  using folder = new TaskFolder();
  const held = await folder.runProcess("check", ["ema_crossover", "--cases", "2"]);
  assert.deepEqual([held.code, held.stderr], [0, ""]);
  assert.match(held.stdout, /^ema_crossover 1\.0\.0\n[^]*\nAll five laws hold\.\n$/);
  const broken = await folder.runProcess("check", ["tests/planted/look_ahead.ts", "--cases", "2"]);
  assert.deepEqual([broken.code, broken.stderr], [1, ""]);
  assert.match(broken.stdout, /✗ causality[^]*\n2 laws are broken\.\n$/);
});

Deno.test("every task's help is a page of 80 columns that says how", async () => {
  using folder = new TaskFolder();
  for (const task of ["backtest", "demo", "check", "synth", "catalogue"] as const) {
    const { code, stdout, stderr } = await folder.runProcess(task, ["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`^[A-Z][^]+?\\.\n\n {2}deno task ${task}( |\n)`), task);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  }
});

Deno.test("a backtest's help lists the parameters of the strategy that is named", async () => {
  using folder = new TaskFolder();
  const { code, stdout } = await folder.run(backtest, ["--strategy", "ema_crossover", "--help"]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /\n\nParameters of ema_crossover\n\n {2}--fast N +a whole number, 2 to 500 \(default 9\)\n {2}--slow N +a whole number, 3 to 1000 \(default 21\)\n {2}--trailPct N +a number, above 0, at most 100 \(default 10\)\n\nExamples/,
  );
  const without = await folder.run(backtest, ["--help"]);
  assert.equal(without.stdout, backtest.help());
  const unknown = await folder.run(backtest, ["--strategy=none.ts", "--help"]);
  assert.deepEqual(unknown, { code: 1, stdout: "", stderr: "error: There is no strategy file none.ts.\n" });
});

Deno.test("a backtest loads no more of RxJS than the one class it stands on", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "tasks/backtest.ts"],
    cwd: ROOT,
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
  const wrong = modules.flatMap(({ specifier, dependencies = [] }) =>
    dependencies.filter(({ specifier, code }) => specifier === "rxjs" && code !== undefined).map(() =>
      specifier
    )
  );
  assert.equal((await import("rxjs")).Observable, (await import("rxjs/internal/Observable")).Observable);
  assert.deepEqual(
    wrong,
    [],
    `import { Observable } from "rxjs/internal/Observable": docs/decisions/0008-start-up.md`,
  );
});

interface Module {
  readonly specifier: string;
  /** `code` is absent where only types are imported. */
  readonly dependencies?: readonly { readonly specifier: string; readonly code?: unknown }[];
}
