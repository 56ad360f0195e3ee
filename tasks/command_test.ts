import assert from "node:assert/strict";
import { LockstepError } from "../engine/error.ts";
import { command, report } from "./command.ts";
import { nearest } from "./nearest_word.ts";
import type { Terminal } from "./terminal.ts";

const backtest = command({
  name: "backtest",
  summary:
    "Runs a strategy over history and prints its tear sheet, in the order in which a trader asks: did it earn, at what pain, was it luck.",
  flags: {
    strategy: { type: "string", value: "NAME|FILE", help: "what trades", default: "ema_crossover" },
    csv: { type: "string", value: "FILE", help: "bars to trade on", multiple: true },
    cash: { type: "number", help: "money to begin with", default: 100_000, min: 1 },
    "fee-bps": { type: "number", help: "fee in basis points of notional", default: 5 },
    seed: { type: "number", help: "seed", integer: true, max: 100 },
    direction: {
      type: "choice",
      choices: ["long", "short", "both"],
      help: "which way it may trade",
      default: "long",
    },
    from: { type: "date", help: "first day" },
    chart: { type: "boolean", help: "no chart of the equity", default: true },
    json: { type: "boolean", help: "prints JSON" },
  },
  examples: [[
    "deno task backtest --strategy ema_crossover --csv samples/aapl_1d.csv --fee-bps 5 --direction both",
    "EMA crossover, both ways",
  ]],
  run: () => {},
});

const strategyParams = command({
  name: "check",
  summary: "Checks.",
  flags: { cash: { type: "number", help: "money", required: true } },
  passThrough: { value: "--PARAM VALUE", help: "a parameter of the strategy" },
  operands: { value: "FILE", help: "what to check" },
  run: () => {},
});

Deno.test("a command line is read into typed values", () => {
  const plain = backtest.parse([]);
  assert.deepEqual(plain.flags, {
    strategy: "ema_crossover",
    csv: [],
    cash: 100_000,
    "fee-bps": 5,
    seed: undefined,
    direction: "long",
    from: undefined,
    chart: true,
    json: false,
  });
  const direction: "long" | "short" | "both" = plain.flags.direction;
  const seed: number | undefined = plain.flags.seed;
  assert.deepEqual([direction, seed], ["long", undefined]);

  const cases: [line: string, flag: keyof typeof plain.flags, value: unknown][] = [
    ["--strategy mine.ts", "strategy", "mine.ts"],
    ["--strategy=a=b", "strategy", "a=b"],
    ["--csv a.csv --csv b.csv", "csv", ["a.csv", "b.csv"]],
    ["--cash 1e6", "cash", 1e6],
    ["--cash 1,000,000", "cash", 1e6],
    ["--cash 1_000_000.5", "cash", 1_000_000.5],
    ["--fee-bps -0.5", "fee-bps", -0.5],
    ["--fee-bps=.5", "fee-bps", 0.5],
    ["--seed 7", "seed", 7],
    ["--direction both", "direction", "both"],
    ["--from 2019-03-04", "from", Date.UTC(2019, 2, 4)],
    ["--from 2019-03-04T16:00", "from", Date.UTC(2019, 2, 4, 16)],
    ["--from 2019-03-04T16:00:30+0100", "from", Date.UTC(2019, 2, 4, 15, 0, 30)],
    ["--no-chart", "chart", false],
    ["--chart", "chart", true],
    ["--json", "json", true],
    ["-- --json", "json", true],
  ];
  for (const [line, flag, value] of cases) {
    const parsed = backtest.parse(line.split(" "));
    assert.deepEqual(parsed.flags[flag], value, line);
    assert.equal(parsed.isGiven(flag), true, line);
  }
});

Deno.test("what doesn't fit is refused with what to do", () => {
  const cases: [line: string, error: string][] = [
    ["--fast-bps 5", "--fast-bps: there is no such flag; did you mean --fee-bps? See --help."],
    ["--stratgey x", "--stratgey: there is no such flag; did you mean --strategy? See --help."],
    ["--dir long", "--dir: there is no such flag; did you mean --direction? See --help."],
    ["--zzzzzz", "--zzzzzz: there is no such flag. See --help."],
    ["--constructor 1", "--constructor: there is no such flag. See --help."],
    ["-c 5", "-c: flags begin with two dashes: --csv. See --help."],
    ["--cash abc", "--cash abc: must be a number."],
    ["--cash NaN", "--cash NaN: must be a number."],
    ["--cash Infinity", "--cash Infinity: must be a number."],
    ["--cash 0x10", "--cash 0x10: must be a number."],
    ["--cash 1,00", "--cash 1,00: must be a number."],
    ["--cash 0", "--cash 0: must be at least 1."],
    ["--seed 101", "--seed 101: must be at most 100."],
    ["--seed 1.5", "--seed 1.5: must be a whole number."],
    ["--cash", "--cash: a value must follow (N). See --help."],
    ["--strategy --cash 5", "--strategy: a value must follow (NAME|FILE). See --help."],
    ["--strategy=", "--strategy: a value must follow (NAME|FILE). See --help."],
    ["--direction up", "--direction up: must be long, short or both."],
    [
      "--from yesterday",
      "--from yesterday: must be a date such as 2019-03-04 or a time such as 2019-03-04T16:00Z.",
    ],
    [
      "--from 2019-02-29",
      "--from 2019-02-29: must be a date such as 2019-03-04 or a time such as 2019-03-04T16:00Z.",
    ],
    [
      "--from 2019-03-04T25:00",
      "--from 2019-03-04T25:00: must be a date such as 2019-03-04 or a time such as 2019-03-04T16:00Z.",
    ],
    ["--cash 5 --cash 6", "--cash stands twice."],
    ["--json=yes", `--json takes no value: received "yes".`],
    ["--no-cash", "--no-cash: there is no such flag. See --help."],
    ["file.csv", `"file.csv": backtest takes only flags. See --help.`],
  ];
  for (const [line, message] of cases) {
    assert.throws(() => backtest.parse(line.split(" ")), new LockstepError(message), line);
  }
  assert.throws(() => strategyParams.parse([]), new LockstepError("--cash N must be given. See --help."));
});

Deno.test("flags that a command passes through are collected as they stand", () => {
  const { params, operands, flags } = strategyParams.parse(
    [
      "a.csv",
      "--fast",
      "10",
      "--threshold",
      "-0.5",
      "--slow=21",
      "--loud",
      "--cash",
      "5",
      "--__proto__",
      "x",
      "--",
      "--b",
    ],
  );
  assert.deepEqual(Object.entries(params), [["fast", "10"], ["threshold", "-0.5"], ["slow", "21"], [
    "loud",
    "true",
  ], ["__proto__", "x"]]);
  assert.deepEqual(operands, ["a.csv", "--b"]);
  const cash: number = flags.cash;
  assert.equal(cash, 5);
  assert.throws(
    () => strategyParams.parse(["--fast", "1", "--fast", "2"]),
    new LockstepError("--fast stands twice."),
  );
});

Deno.test("help is aligned and fits 80 columns", () => {
  const help = backtest.help();
  for (const line of help.split("\n")) assert(line.length <= 80, line);
  assert.equal(
    help,
    `Runs a strategy over history and prints its tear sheet, in the order in which a
trader asks: did it earn, at what pain, was it luck.

  deno task backtest [flags]

  --strategy NAME|FILE         what trades (default ema_crossover)
  --csv FILE                   bars to trade on (may be given several times)
  --cash N                     money to begin with (default 100,000)
  --fee-bps N                  fee in basis points of notional (default 5)
  --seed N                     seed
  --direction long|short|both  which way it may trade (default long)
  --from DATE                  first day
  --no-chart                   no chart of the equity
  --json                       prints JSON
  --help                       this page

Examples

  EMA crossover, both ways
    deno task backtest --strategy ema_crossover --csv samples/aapl_1d.csv \\
      --fee-bps 5 --direction both
`,
  );
});

Deno.test("a task ends with the code that says how, and prints errors on stderr alone", async () => {
  const cases: [what: string, run: () => number | void | Promise<void>, code: number, errors: RegExp][] = [
    ["done", () => {}, 0, /^$/],
    ["its own code", () => 3, 3, /^$/],
    [
      "a person's error, on one line",
      () => {
        throw new LockstepError("Cannot read a.csv:\n  there is no such file.");
      },
      1,
      /^error: Cannot read a\.csv: there is no such file\.\n$/,
    ],
    ["a person's error, later", () => Promise.reject(new LockstepError("no")), 1, /^error: no\n$/],
    [
      "Deno's permissions",
      () => {
        throw new Deno.errors.NotCapable("Requires write access");
      },
      1,
      /^error: Requires write access\n$/,
    ],
    [
      "a defect, with its stack",
      () => {
        throw new TypeError("x is not a function");
      },
      70,
      /^error: TypeError: x is not a function\n +at /,
    ],
    [
      "a reader that has gone",
      () => {
        throw new Deno.errors.BrokenPipe("");
      },
      0,
      /^$/,
    ],
  ];
  for (const [what, run, code, errors] of cases) {
    const out = pretend(), err = pretend();
    const task = command({ name: "task", summary: "", flags: {}, run });
    assert.equal(await task.execute([], { stdout: out, stderr: err }), code, what);
    assert.match(err.text(), errors, what);
    assert.equal(out.text(), "", what);
  }
  const out = pretend(), err = pretend();
  assert.equal(await backtest.execute(["--cash", "x", "-h"], { stdout: out, stderr: err }), 0);
  assert.deepEqual([out.text(), err.text()], [backtest.help(), ""]);
  const coloured = pretend(true);
  report(new LockstepError("no"), coloured);
  assert.equal(coloured.text(), "\x1b[31merror:\x1b[39m no\n");
});

Deno.test("the nearest word is near, or there is none", () => {
  const known = ["fee-bps", "cash", "direction", "from", "to"];
  const cases: [word: string, expected: string | undefined][] = [
    ["fee_bps", "fee-bps"],
    ["cahs", "cash"],
    ["form", "from"],
    ["dir", "direction"],
    ["leverage", undefined],
    ["d", "direction"],
    ["x", undefined],
  ];
  for (const [word, expected] of cases) assert.equal(nearest(word, known), expected, word);
});

function pretend(hasColour = false): Terminal & { text(): string } {
  let written = "";
  return {
    width: 80,
    hasColour,
    isInteractive: false,
    write: (text) => void (written += text),
    text: () => written,
  };
}
