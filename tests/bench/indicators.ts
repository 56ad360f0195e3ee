import { CATEGORIES } from "../../actors/indicator_catalogue.ts";
import * as indicators from "../../actors/indicators/mod.ts";
import { crossover } from "../../actors/signals/mod.ts";
import { percentOfEquity } from "../../actors/sizers/mod.ts";
import type { Bars } from "../../engine/bars.ts";
import type { IndicatorCategory, IndicatorDefinition } from "../../engine/indicator.ts";
import { IndicatorActor } from "../../engine/indicator_actor.ts";
import { instrument } from "../../engine/instrument.ts";
import { type CompletePipeline, pipeline, type Plan } from "../../engine/pipeline.ts";
import { replay } from "../../engine/replay.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { command } from "../../tasks/command.ts";
import { formatCount } from "../../tasks/number_format.ts";
import { print } from "../../tasks/terminal.ts";
import { printDrifts } from "./drift.ts";
import { columnsOf, defaultKernel, DEFINITIONS } from "./indicator_columns.ts";
import { indicatorDrifts } from "./indicator_drift.ts";
import { benchMarket } from "./market.ts";

const CATEGORY_NAMES = Object.keys(CATEGORIES) as IndicatorCategory[];

/** Wanted at most, in ns a value: the median of each category. */
const WANTED_NS = 10, WANTED_CANDLESTICK_NS = 15;

/** Bars that a kernel gets at once, as in the engine. */
const FRAME = 4_096;

/** Bars over which everything is run until it is compiled. */
const WARM_UP_BARS = 20_000, WARM_UP_ROUNDS = 10;

/** `deno task bench:indicators`: what every indicator costs, what many cost together, and how far they drift. */
export const benchIndicators = command({
  name: "bench:indicators",
  summary:
    "Measures every indicator in ns a value, twenty of them in one strategy against the sum of their kernels, " +
    "and their drift over many bars.",
  flags: {
    category: {
      type: "choice",
      choices: CATEGORY_NAMES,
      value: "NAME",
      help: `only one: ${CATEGORY_NAMES.join(", ")}`,
    },
    bars: {
      type: "number",
      help: "values that each is run over",
      default: 1_000_000,
      integer: true,
      min: 10_000,
      max: 1e8,
    },
    rounds: {
      type: "number",
      help: "measurements of each, of which the median counts",
      default: 5,
      integer: true,
      min: 1,
      max: 99,
    },
    "drift-bars": {
      type: "number",
      help: "bars that drift is measured after; 0 leaves it out",
      default: 10_000_000,
      integer: true,
      min: 0,
      max: 1e9,
    },
    all: { type: "boolean", help: "print every indicator, not only the slowest" },
  },
  run({ flags }) {
    const chosen = DEFINITIONS.filter(({ category }) =>
      flags.category === undefined || category === flags.category
    );
    const bars = benchMarket(flags.bars, 1);
    print(
      `${chosen.length} indicators at their default parameters over ${
        formatCount(flags.bars)
      } values, median of ${flags.rounds} rounds\n`,
    );
    const timings = chosen.map((definition) => ({ definition, times: [] as number[] }));
    warmUp(chosen, bars);
    for (let round = 0; round < flags.rounds; round++) {
      for (const { definition, times } of timings) times.push(timeKernel(definition, bars));
    }
    const medians = timings.map(({ definition, times }) => ({ definition, ns: median(times) }));
    printCategories(medians, flags.all);
    if (flags.category === undefined) printTogether(bars, flags.rounds);
    if (flags["drift-bars"] > 0) {
      print();
      printDrifts(indicatorDrifts(chosen, flags["drift-bars"]), flags["drift-bars"]);
    }
  },
});

interface Timing {
  readonly definition: IndicatorDefinition;
  readonly ns: number;
}

function warmUp(definitions: readonly IndicatorDefinition[], bars: Bars): void {
  const short = bars.slice(0, Math.min(WARM_UP_BARS, bars.length));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const definition of definitions) timeKernel(definition, short);
  }
}

/**
 * Nanoseconds a bar, in frames as in the engine. Each frame is timed by itself, the median counts: a frame takes less time than the system
 * gives a process at once, so that other processes disturb few of them.
 */
function timeKernel(definition: IndicatorDefinition, bars: Bars): number {
  const columns = columnsOf(definition, bars), kernel = defaultKernel(definition);
  const outputs = definition.outputs.map(() => new Float64Array(FRAME).fill(1)), times: number[] = [];
  for (let from = 0; from + FRAME <= bars.length; from += FRAME) {
    const inputs = columns.map((column) => column.subarray(from, from + FRAME));
    const start = performance.now();
    kernel.run(inputs, outputs, 0, FRAME);
    times.push(performance.now() - start);
  }
  return median(times) * 1e6 / FRAME;
}

/** Nanoseconds a bar of all indicators of a plan, as the engine runs them. */
function timeTogether(plan: Plan, bars: Bars): number {
  const universe = { instruments: [instrument("S0")], timeframe: Timeframe.parse("1m") };
  const actor = new IndicatorActor(plan, universe), times: number[] = [];
  replay(universe, [[bars]], { frameSteps: FRAME }).subscribe((frame) => {
    const start = performance.now();
    actor.receive(frame);
    times.push(performance.now() - start);
  });
  return median(times) * 1e6 / FRAME;
}

function printCategories(timings: readonly Timing[], isWhole: boolean): void {
  print("                  indicators  median ns  wanted   slowest");
  for (const category of CATEGORY_NAMES) {
    const own = timings.filter(({ definition }) => definition.category === category).toSorted((a, b) =>
      b.ns - a.ns
    );
    if (own.length === 0) continue;
    const wanted = category === "candlestick" ? WANTED_CANDLESTICK_NS : WANTED_NS;
    const slowest = own.slice(0, 3).map(({ definition, ns }) => `${definition.name} ${ns.toFixed(1)}`);
    print(
      [
        CATEGORIES[category].title.padEnd(16),
        String(own.length).padStart(12),
        median(own.map(({ ns }) => ns)).toFixed(1).padStart(11),
        `≤ ${wanted}`.padStart(8),
        `   ${slowest.join(", ")}`,
      ].join(""),
    );
    if (isWhole) {
      for (const { definition, ns } of own) {
        print(`  ${definition.name.padEnd(36)} ${ns.toFixed(1).padStart(6)}`);
      }
    }
  }
}

/** Twenty indicators that strategies use, in one of them, against what their kernels take one by one. */
function printTogether(bars: Bars, rounds: number): void {
  const plan = manyIndicators(), ratios: number[] = [];
  let engineNs = 0, kernelsNs = 0;
  for (let round = -2; round < rounds; round++) {
    engineNs = timeTogether(plan, bars);
    kernelsNs = plan.indicators.reduce((sum, { spec }) => sum + timeKernel(spec.definition, bars), 0);
    if (round >= 0) ratios.push(engineNs / kernelsNs);
  }
  print(
    `\n${plan.indicators.length} indicators in one strategy: ${
      engineNs.toFixed(0)
    } ns a bar, their kernels one by one ` +
      `${kernelsNs.toFixed(0)}: ${median(ratios).toFixed(2)} ×   ≤ 1.20`,
  );
}

function manyIndicators(): Plan {
  const {
    adx,
    atr,
    bollinger,
    cci,
    donchian,
    doji,
    ema,
    engulfing,
    highest,
    lowest,
    macd,
    momentum,
    rsi,
    sma,
  } = indicators;
  const { standardDeviation, stochastic, threeBlackCrows, trueRange, williamsR, wma } = indicators;
  const specs = {
    adx: adx(),
    atr: atr(),
    bollinger: bollinger(),
    cci: cci(),
    donchian: donchian(),
    doji: doji(),
    ema: ema(),
    engulfing: engulfing(),
    highest: highest(),
    lowest: lowest(),
    macd: macd(),
    momentum: momentum(),
    rsi: rsi(),
    sma: sma(),
    deviation: standardDeviation(),
    stochastic: stochastic(),
    crows: threeBlackCrows(),
    range: trueRange(),
    williams: williamsR(),
    wma: wma(),
  };
  let made = pipeline() as never as { indicator(name: string, spec: unknown): typeof made };
  for (const [name, spec] of Object.entries(specs)) made = made.indicator(name, spec);
  const complete = (made as never as ReturnType<typeof pipeline>).signal(crossover("close", "open")).sizer(
    percentOfEquity(50),
  );
  return (complete as CompletePipeline).plan();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

if (import.meta.main) await benchIndicators.main();
