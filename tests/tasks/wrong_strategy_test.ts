/** What may be wrong with a strategy file, before a run and in the middle of it, and the whole sentence that comes of it. */
import assert from "node:assert/strict";
import { backtest } from "../../tasks/backtest.ts";
import { STRATEGY_NAMES } from "../../strategies/registry.ts";
import { dateOf, TaskFolder } from "./task_folder.ts";

/** Runs a strategy over good bars and expects nothing but the sentence. */
async function says(
  folder: TaskFolder,
  strategy: string,
  sentence: string,
  ...more: string[]
): Promise<void> {
  const line = ["--strategy", strategy, "--data", folder.bars("good.csv"), ...more];
  const outcome = await folder.run(backtest, line);
  assert.deepEqual(outcome, { code: 1, stdout: "", stderr: `error: ${sentence}\n` });
}

Deno.test("a strategy file that can't be loaded is refused with the line at which it fails", async () => {
  using folder = new TaskFolder();
  Deno.mkdirSync(`${folder.path}/folder`);
  const names = STRATEGY_NAMES.join(", ");
  const file = (name: string, text: string) => folder.write(name, text);
  const noStrategy = "is no strategy file: it must say export default strategy({ … }).";
  const cases: [strategy: string, sentence: string][] = [
    ["ema_cross", `There is no strategy "ema_cross". There are ${names}; or name a file, such as ./mine.ts.`],
    [`${folder.path}/none.ts`, "There is no strategy file DIR/none.ts."],
    [`${folder.path}/folder`, "DIR/folder is a folder: name a strategy file in it."],
    [file("bars.csv", "a,b\n"), "DIR/bars.csv is no strategy file: it must end in .ts or .js."],
    [
      file("syntax.ts", "const a = 1;\nexport default {{{\n"),
      "The strategy file DIR/syntax.ts can't be loaded: SyntaxError: Unexpected token `{`. Expected identifier, " +
      "string literal, numeric literal or [ for the computed key (syntax.ts:2:17).",
    ],
    [
      file("throws.ts", "const a: any = undefined;\na.b();\nexport default a;\n"),
      "The strategy file DIR/throws.ts can't be loaded: Cannot read properties of undefined (reading 'b') (throws.ts:2:3).",
    ],
    [
      file("throws_text.ts", "throw 'tantrum';\n"),
      "The strategy file DIR/throws_text.ts can't be loaded: tantrum.",
    ],
    [
      file("imports.ts", "import a from './none.ts';\nexport default a;\n"),
      `The strategy file DIR/imports.ts can't be loaded: Module not found "file://DIR/none.ts" (imports.ts:1:15).`,
    ],
    [file("no_default.ts", "export const a = 1;\n"), `DIR/no_default.ts ${noStrategy}`],
    [file("number.ts", "export default 1;\n"), `DIR/number.ts ${noStrategy}`],
    [file("definition.ts", "export default { name: 'a', build() {} };\n"), `DIR/definition.ts ${noStrategy}`],
  ];
  for (const [strategy, sentence] of cases) await says(folder, strategy, sentence);
});

Deno.test("a file name with signs in it that a URL reads otherwise is a file name", async () => {
  using folder = new TaskFolder();
  const strategy = folder.strategy(
    "50 % #1?.ts",
    `pipeline().signal(crossover("close", "open")).sizer(percentOfEquity(50))`,
  );
  const { code, stderr } = await folder.run(backtest, [
    "--strategy",
    strategy,
    "--data",
    folder.bars("good.csv"),
  ]);
  assert.deepEqual([code, stderr], [0, ""]);
});

Deno.test("a composition that lacks or misnames a part is refused with the part", async () => {
  using folder = new TaskFolder();
  const fields = "open, high, low, close, volume, openTimeMs, closeTimeMs";
  const rest = `.signal(crossover("a", "close")).sizer(percentOfEquity(50))`;
  const cases: [pipeline: string, sentence: string][] = [
    [
      `pipeline().sizer(percentOfEquity(50))`,
      "mine: The pipeline has no signal: add one with .signal() or .onBar().",
    ],
    [
      `pipeline().signal(crossover("open", "close"))`,
      "mine: The pipeline has no sizer: add one with .sizer().",
    ],
    [
      `pipeline().indicator("a", ema(5)).indicator("a", ema(6))${rest}`,
      `mine: The name "a" is taken already: give the indicator "a" another.`,
    ],
    [
      `pipeline().indicator("close", ema(5))${rest}`,
      `mine: The name "close" is taken already: give the indicator "close" another.`,
    ],
    [
      `pipeline().indicator("1st", ema(5))${rest}`,
      `mine: "1st" can't name an indicator: use letters, digits and _, not starting with a digit.`,
    ],
    [
      `pipeline().signal(crossover("fast", "close")).sizer(percentOfEquity(50))`,
      `mine: The signal "fast crosses close" reads a column "fast" that isn't there: there are ${fields}.`,
    ],
    [
      `pipeline().indicator("a", ema({ length: 5, of: "rsi" }))${rest}`,
      `mine: The indicator "a" reads a column "rsi" that isn't there: there are ${fields}.`,
    ],
    [`pipeline().indicator("a", ema(0))${rest}`, "mine: ema: length 0: must be at least 1."],
    [
      `pipeline().indicator("a", ema({ length: 5, timeframe: "1h" }))${rest}`,
      `The indicator "a" asks for 1h bars, but the run has 1d bars: an indicator's timeframe must be coarser.`,
    ],
    [`42`, "mine: build must give a pipeline: build: () => pipeline()…."],
    [
      `(undefined as any).b`,
      "mine: build failed: Cannot read properties of undefined (reading 'b') (9.ts:10:35).",
    ],
  ];
  for (const [k, [pipeline, sentence]] of cases.entries()) {
    const at = sentence.includes("9.ts") ? sentence.replace("9.ts", `${k}.ts`) : sentence;
    await says(folder, folder.strategy(`${k}.ts`, pipeline), at);
  }
});

Deno.test("a parameter that a flag hides is named", async () => {
  using folder = new TaskFolder();
  const file = folder.strategy("own.ts", "pipeline()").replace(/$/, "");
  Deno.writeTextFileSync(
    file,
    Deno.readTextFileSync(file).replace("z.object({})", "z.object({ leverage: z.number() })"),
  );
  await says(
    folder,
    file,
    "mine: its parameter leverage has the name of a flag, so it can't be set here: rename it.",
  );
});

Deno.test("a strategy that fails at bar 500 is stopped there: part, instrument, bar, time and line are named", async () => {
  using folder = new TaskFolder();
  const at = `at GOOD, bar 500 (${dateOf(500)})`;
  const answers = "it must be 1, 0, −1, a decision with a direction, or nothing";
  const onBar = (body: string) => `pipeline().onBar((window) => {\n${body}\n}).sizer(percentOfEquity(50))`;
  const signal = `onBar((window) => window.bars === 501 ? 1 : undefined)`;
  const part = (kind: string, what: string) =>
    `const own = ${kind}({ name: "own", params: z.object({}), title: () => "our own",\n${what} });`;
  const kernel = (make: string) =>
    `class Count extends Kernel {
  constructor() { super(1); }
  run(inputs, outputs, from, to) {
    for (let bar = from; bar < to; bar++) {
      if (this.state[0]++ === 500) throw new Error("boom"); // here
      outputs[0][bar] = inputs[0][bar];
    }
  }
}
const own = indicator({ name: "own", title: "Own", category: "price", params: z.object({}), inputs: ["source"],
  outputs: ["value"], warmupBars: () => 0, kernel: () => ${make} });`;
  const withIndicator =
    `pipeline().indicator("a", own()).signal(crossover("a", "open")).sizer(percentOfEquity(50))`;
  const withRule = `pipeline().${signal}.sizer(percentOfEquity(50)).risk(own())`;
  const from = dateOf(1), to = dateOf(600);

  const cases: [what: string, pipeline: string, before: string, sentence: string][] = [
    [
      "onBar",
      onBar(`if (window.bars === 501) throw new Error("boom"); // here`),
      "",
      `onBar failed ${at}: boom (*).`,
    ],
    ["onBar, a text", onBar(`if (window.bars === 501) throw "boom";`), "", `onBar failed ${at}: boom.`],
    [
      "a direction",
      onBar(`return window.bars === 501 ? 5 : 1;`),
      "",
      `onBar failed ${at}: it answered 5: ${answers}.`,
    ],
    [
      "a word",
      onBar(`return window.bars === 501 ? "long" : 1;`),
      "",
      `onBar failed ${at}: it answered "long": ${answers}.`,
    ],
    [
      "a promise",
      onBar(`return window.bars === 501 ? Promise.resolve(1) : 1;`),
      "",
      `onBar failed ${at}: it answered a promise: ${answers}.`,
    ],
    [
      "the future",
      onBar(`if (window.bars === 501) window.close(-1); // here`),
      "",
      `onBar failed ${at}: A window can't look 1 bars ahead: back must be 0 or more (*).`,
    ],
    [
      "fromColumns",
      `pipeline().signal(fromColumns(["openTimeMs"], (time) => {
if (time === ${Date.parse(dateOf(500))}) throw new Error("boom"); // here
})).sizer(percentOfEquity(50))`,
      "",
      `The signal "function of openTimeMs" failed ${at}: boom (*).`,
    ],
    [
      "fromColumns, a direction",
      `pipeline().signal(fromColumns(["openTimeMs"], (time) => time === ${
        Date.parse(dateOf(500))
      } ? 5 : 1)).sizer(percentOfEquity(50))`,
      "",
      `The signal "function of openTimeMs" failed ${at}: it answered 5: it must be 1, 0, −1 or nothing.`,
    ],
    ["kernel", withIndicator, kernel("new Count()"), `The indicator "a" failed ${at}: boom (*).`],
    [
      "making a kernel",
      withIndicator,
      kernel(`{\nthrow new Error("boom"); // here\n}`),
      `The indicator "a" can't be made: boom (*).`,
    ],
    [
      "sizer",
      `pipeline().${signal}.sizer(own())`,
      part("sizer", `quantity() { throw new Error("boom"); } // here\n`),
      `The sizer "our own" failed ${at}: boom (*).`,
    ],
    [
      "review",
      withRule,
      part("riskRule", `review() { throw new Error("boom"); } // here\n`),
      `The risk rule "own" failed ${at}: boom (*).`,
    ],
    [
      "watch",
      withRule,
      part(
        "riskRule",
        `watch: () => new (class extends Watch {\nscan() { throw new Error("boom"); } // here\n})(1)`,
      ),
      `The risk rule "own" failed between ${from} and ${to}: boom (*).`,
    ],
  ];
  for (const [k, [what, pipeline, before, sentence]] of cases.entries()) {
    const file = folder.strategy(`${k}.ts`, pipeline, before);
    const line = Deno.readTextFileSync(file).split("\n").findLastIndex((text) => text.includes("// here")) +
      1;
    for (const frame of what === "watch" ? [600] : [600, 7, 1]) {
      const { code, stdout, stderr } = await folder.run(backtest, [
        ...["--strategy", file, "--data", folder.bars("good.csv"), "--frame", String(frame)],
      ]);
      const told = stderr.replace(new RegExp(`${k}\\.ts:${line}:\\d+`), "*");
      assert.deepEqual(
        { code, stdout, told },
        { code: 1, stdout: "", told: `error: ${sentence}\n` },
        `${what}, ${frame}`,
      );
    }
  }
});

Deno.test("of several instruments the one that failed is named, with its own bar", async () => {
  using folder = new TaskFolder();
  const rows = Deno.readTextFileSync(folder.bars("first.csv")).split("\n");
  const data = ["--data", `${folder.path}/first.csv`];
  data.push("--data", folder.write("second.csv", rows.filter((_, k) => k === 0 || k > 100).join("\n")));
  const strategy = (name: string, condition: string, before = "") =>
    folder.strategy(
      name,
      `pipeline().onBar((window) => { if (${condition}) throw new Error("boom"); }).sizer(percentOfEquity(50))`,
      before,
    );
  const isSecond = `window.symbol === "SECOND" && window.openTimeMs() === ${Date.parse(dateOf(500))}`;
  const named = await folder.run(backtest, ["--strategy", strategy("a.ts", isSecond), ...data]);
  assert.match(
    named.stderr,
    new RegExp(`^error: onBar failed at SECOND, bar 400 \\(${dateOf(500)}\\): boom `),
  );

  // A function that counts for itself fails elsewhere when it is tried again: then no bar is named, for it would be a wrong one.
  const counting = folder.strategy(
    "b.ts",
    `pipeline().signal(fromColumns(["close"], () => { if (++calls === 700) throw new Error("boom"); }))
.sizer(percentOfEquity(50))`,
    "let calls = 0;",
  );
  const placed = await folder.run(backtest, ["--strategy", counting, ...data, "--frame", "1000"]);
  assert.match(
    placed.stderr,
    new RegExp(
      `^error: The signal "function of close" failed at SECOND, between ${dateOf(100)} and ${
        dateOf(599)
      }: boom `,
    ),
  );
});
