import { compose, DEFAULT_ACCOUNT } from "../actors/compose.ts";
import { checkLaws, type LawVerdict } from "../engine/laws/check.ts";
import { describeViolation, LAWS } from "../engine/laws/violation.ts";
import { randomParams } from "../engine/laws/random_params.ts";
import { LockstepError } from "../engine/error.ts";
import { finestNamedTimeframeMs } from "../engine/pipeline.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { command } from "./command.ts";
import { formatCount } from "./number_format.ts";
import { progress, type Terminal } from "./terminal.ts";
import { inkOf, wrap } from "./terminal_text.ts";

const WHAT: Readonly<Record<typeof LAWS[number], string>> = {
  "frame": "however bars are cut into frames, the same to the bit",
  "causality": "nothing depends on what comes later",
  "journal": "a snapshot and the inputs since give the same run",
  "conservation": "cash, positions and equity follow from the fills",
  "no silence": "every signal and order is accounted for",
};

/** `deno task check`: tries the laws on a strategy. */
export const check = command({
  name: "check",
  summary:
    "Tries the five laws on a strategy, over random markets, parameters and frame cuts, and names the bar that broke one.",
  usage: "STRATEGY [flags]",
  operands: { value: "STRATEGY", help: "a file that exports a strategy, or the name of one of ours" },
  flags: {
    cases: {
      type: "number",
      help: "random cases for each law",
      default: 200,
      integer: true,
      min: 1,
      max: 1_000_000,
    },
    seed: {
      type: "number",
      help: "which cases; the same seed tries the same ones",
      default: 1,
      integer: true,
    },
  },
  examples: [
    ["deno task check ./mine.ts", "Before you believe what a strategy earned"],
    ["deno task check ema_crossover --cases 1000", "One of ours, more thoroughly"],
  ],
  async run({ flags, operands }, { stdout, stderr }) {
    if (operands.length !== 1) {
      throw new LockstepError("Name one strategy or strategy file: deno task check ./mine.ts");
    }
    const strategy = await loadStrategy(operands[0]);
    const { plan } = strategy.plan();
    const nowMs = performance.now.bind(performance);
    const bar = progress("Trying", {
      total: flags.cases * LAWS.length,
      unit: "cases",
      terminal: stderr,
      nowMs,
    });
    noClockNorChance();
    const { verdicts, fills } = checkLaws(
      (universe, random, asItIs) => {
        const account = {
          ...DEFAULT_ACCOUNT,
          direction: (["long", "short", "both"] as const)[random.integer(0, 2)],
          feeBps: random.uniform() < 0.5 ? 5 : 20 * random.uniform(),
          slippageBps: 5 * random.uniform(),
        };
        const params = asItIs ? {} : randomParams(strategy.params, random);
        return {
          make: () => compose(strategy.plan(params).plan, universe, account),
          initialCash: account.cash,
        };
      },
      {
        cases: flags.cases,
        seed: flags.seed,
        finerThanMs: finestNamedTimeframeMs(plan),
        onProgress: (done) => bar.update(done),
      },
    );
    bar.end();
    const print = (line: string) => stdout.write(`${line}\n`);
    print(`${strategy.name} ${strategy.version}`);
    for (const verdict of verdicts) verdictLines(verdict, stdout).forEach(print);
    const broken = verdicts.filter(({ violation }) => violation !== undefined);
    if (fills === 0 && broken.length === 0) {
      for (
        const line of wrap(
          "It never traded on these markets, so conservation and no silence were hardly tried. Give it parameters with which it does.",
          80,
          "  ",
        )
      ) print(line);
    }
    print(
      broken.length === 0
        ? "\nAll five laws hold."
        : `\n${broken.length === 1 ? "One law is" : `${broken.length} laws are`} broken.`,
    );
    return broken.length === 0 ? 0 : 1;
  },
});

/**
 * While the laws are tried a strategy finds no clock, no chance and no files: whoever asks for one isn't the same twice, or knows what it
 * can't know.
 */
function noClockNorChance(): void {
  const refuse = (what: string) => (): never => {
    throw new LockstepError(
      `The strategy asks for ${what}: time is the window's, and chance must come from a seed.`,
    );
  };
  Math.random = refuse("Math.random()");
  performance.now = refuse("performance.now()");
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => args.length === 0 ? refuse("new Date()")() : Reflect.construct(target, args),
    get: (target, name) => name === "now" ? refuse("Date.now()") : Reflect.get(target, name),
  });
  for (const name of ["read", "write", "net", "env", "run"] as const) Deno.permissions.revokeSync({ name });
}

function verdictLines({ law, cases, violation, seed, isBlocked }: LawVerdict, terminal: Terminal): string[] {
  const ink = inkOf(terminal.hasColour);
  const mark = isBlocked ? "–" : violation === undefined ? ink.gain("✓") : ink.loss("✗");
  const count = `${formatCount(cases).padStart(6)} ${cases === 1 ? "case " : "cases"}`;
  const line = `  ${mark} ${law.padEnd(13)}${count}   ${
    isBlocked ? "could not be tried: see no silence" : WHAT[law]
  }`;
  if (violation === undefined) return [line];
  return [
    line,
    ...wrap(describeViolation(violation), 80, " ".repeat(6)),
    `      Again: --cases 1 --seed ${seed}`,
  ];
}

if (import.meta.main) await check.main();
