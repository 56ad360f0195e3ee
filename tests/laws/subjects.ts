import { compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { LOCKSTEP, type Preset, presetOf } from "../../actors/presets.ts";
import * as indicators from "../../actors/indicators/mod.ts";
import * as riskRules from "../../actors/risk/mod.ts";
import * as signals from "../../actors/signals/mod.ts";
import * as sizers from "../../actors/sizers/mod.ts";
import type { DeskSettings } from "../../engine/desk/desk_settings.ts";
import type { Decision } from "../../engine/decision.ts";
import type { Frame } from "../../engine/frame.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import type { LawCase } from "../../engine/laws/laws.ts";
import { randomMarket } from "../../engine/laws/random_market.ts";
import { randomParams } from "../../engine/laws/random_params.ts";
import { type CompletePipeline, pipeline, type Plan } from "../../engine/pipeline.ts";
import { Random } from "../../engine/random.ts";
import type { Run } from "../../engine/run.ts";
import { type SignalEvents, type SignalSpec, UniverseSignalKernel } from "../../engine/signal.ts";
import { registeredStrategy, STRATEGY_NAMES } from "../../strategies/registry.ts";

/** Something that the laws are tried on: a way to make a plan from random numbers. */
export interface Subject {
  readonly name: string;
  plan(random: Random, coarser: string): Plan;
}

type AnyFactory = ((params: Record<string, unknown>) => never) & {
  definition: { name: string; params: never };
};

const anyParams = (factory: AnyFactory, random: Random) =>
  factory(randomParams(factory.definition.params, random));
const anyOf = <T>(all: readonly T[], random: Random): T => all[random.integer(0, all.length - 1)];
const asFactories = (module: object) => Object.values(module) as AnyFactory[];

/** A signal that turns often, over columns that are always there. */
const turning = (): SignalSpec<"close" | "open"> => signals.crossover("close", "open");

const anySizer = (random: Random) => anyParams(anyOf(asFactories(sizers), random), random);
const anyRules = (random: Random) =>
  asFactories(riskRules).filter(() => random.uniform() < 0.3).map((factory) => anyParams(factory, random));

/** Every strategy of the registry. */
async function strategySubjects(): Promise<Subject[]> {
  return await Promise.all(STRATEGY_NAMES.map(async (name) => {
    const strategy = (await registeredStrategy(name))!;
    return {
      name: `strategy ${name}`,
      plan: (random: Random) => strategy.plan(randomParams(strategy.params, random)).plan,
    };
  }));
}

/** Every indicator: of the close, of another indicator, and on a coarser timeframe. */
function indicatorSubjects(): Subject[] {
  return asFactories(indicators).map((factory) => ({
    name: `indicator ${factory.definition.name}`,
    plan(random, coarser) {
      for (;;) {
        try {
          const params = randomParams(factory.definition.params, random);
          const base = pipeline().indicator("base", indicators.ema(3)) as never as ReturnType<
            typeof pipeline
          >;
          const of = random.uniform() < 0.4 ? "base" : anyOf(["close", "high", "volume"], random);
          const settings = {
            ...random.uniform() < 0.2 ? { timeframe: coarser } : { of },
            ...(factory.definition as unknown as IndicatorDefinition).inputs.includes("other") &&
              { with: anyOf(["open", "volume"], random) },
          };
          const withIt = base.indicator(
            "x",
            factory({ ...params, ...settings }) as never,
          ) as never as ReturnType<typeof pipeline>;
          const plan = withIt.signal(turning()).sizer(sizers.percentOfEquity(50)).plan();
          plan.indicators.forEach(({ spec }) => spec.definition.kernel(spec.params));
          return plan;
        } catch { /* a combination that the indicator refuses: another */ }
      }
    },
  }));
}

function ruleAndSizerSubjects(): Subject[] {
  const rules = asFactories(riskRules).map((factory): Subject => ({
    name: `rule ${factory.definition.name}`,
    plan: (random) =>
      pipeline().signal(turning()).sizer(anySizer(random)).risk(
        anyParams(factory, random),
        ...anyRules(random),
      ).plan(),
  }));
  const all = asFactories(sizers).map((factory): Subject => ({
    name: `sizer ${factory.definition.name}`,
    plan: (random) =>
      pipeline().signal(turning()).sizer(anyParams(factory, random)).risk(...anyRules(random)).plan(),
  }));
  return [...rules, ...all];
}

/** An example of every signal: a new one in the folder without one here fails a test. */
export const SIGNAL_EXAMPLES: Readonly<
  Record<string, (random: Random) => SignalSpec<"a" | "b" | "close" | "open" | "low">>
> = {
  crossover: () => signals.crossover("a", "b"),
  breakout: () => signals.breakout("a", "b"),
  enterOnce: () => signals.enterOnce(1),
  threshold: (random) =>
    signals.threshold("close", { longBelow: 50, flatAbove: 60, shortAbove: 60 + 10 * random.uniform() }),
  when: () => signals.when({ long: signals.crossedAbove("close", "a"), flat: signals.below("close", "b") }),
  above: () => signals.when({ long: signals.above("a", "b"), short: signals.above("b", "a") }),
  below: () => signals.when({ long: signals.below("a", "b"), flat: signals.below("b", 40) }),
  crossedAbove: () =>
    signals.when({ long: signals.crossedAbove("a", "b"), flat: signals.crossedAbove("close", 50) }),
  crossedBelow: () =>
    signals.when({ short: signals.crossedBelow("a", "b"), flat: signals.crossedBelow("close", "b") }),
  and: () =>
    signals.when({
      long: signals.and(signals.above("a", "b"), signals.above("close", "open")),
      flat: signals.below("a", "b"),
    }),
  or: () =>
    signals.when({
      long: signals.or(signals.above("a", "b"), signals.above("close", "open")),
      flat: signals.below("a", "b"),
    }),
  not: () =>
    signals.when({ long: signals.not(signals.below("a", "b")), short: signals.not(signals.above("a", "b")) }),
  onlyIf: () => signals.onlyIf(signals.crossover("a", "b"), signals.above("close", "open")),
  fromColumns: () => signals.fromColumns(["a", "b"], (a, b) => a > b ? 1 : a < b ? -1 : undefined),
};

function signalSubjects(): Subject[] {
  return Object.entries(SIGNAL_EXAMPLES).map(([name, example]) => ({
    name: `signal ${name}`,
    plan: (random) =>
      pipeline()
        .indicator("a", indicators.ema(random.integer(1, 6))).indicator(
          "b",
          indicators.ema(random.integer(7, 15)),
        )
        .signal(example(random)).sizer(anySizer(random)).risk(...anyRules(random)).plan(),
  }));
}

/** Orders of every type, size and life, decided by nothing but what the window and the position show. */
function orderProgram(random: Random): CompletePipeline {
  const seed = random.integer(1, 1_000_000);
  return pipeline().onBar((window, position) => {
    const dice = new Random(
      seed + window.bars * 7919 + Math.round(window.close() * 100) + (position.direction + 1) * 31,
    );
    if (dice.uniform() < 0.5) return;
    const close = window.close(), direction = ([1, -1, 0] as const)[dice.integer(0, 2)];
    const near = () => close * (1 + (dice.uniform() - 0.5) * 0.04);
    const type = (["market", "limit", "stop", "stop_limit"] as const)[dice.integer(0, 3)],
      isOdd = dice.uniform() < 0.05;
    const decision = (): Decision => ({
      direction,
      type,
      ...(isOdd || type.endsWith("limit")) && { limitPrice: near() },
      ...(isOdd || type.startsWith("stop")) && { stopPrice: near() },
      timeInForce: dice.uniform() < 0.3 ? "day" : "gtc",
      ...dice.uniform() < 0.5 &&
        { quantity: dice.uniform() < 0.1 ? 1e9 : Math.max(1, 1000 * dice.uniform() / close) },
      ...dice.uniform() < 0.4 && { stopLossPrice: near(), takeProfitPrice: near() },
      ...dice.uniform() < 0.05 && { strength: NaN },
      ...dice.uniform() < 0.2 && { replacesEntries: true },
    });
    const kind = dice.uniform();
    if (kind < 0.2) return direction;
    if (kind < 0.4) return [decision(), decision()];
    return decision();
  }, { lookbackBars: 5 }).sizer(anySizer(random) as never).risk(...anyRules(random)) as never;
}

/** Looks at its position, back in time, at a coarser timeframe and at another instrument. */
function lookingAround(coarser: string): CompletePipeline {
  return pipeline().indicator("fast", indicators.ema(4)).onBar((window, position) => {
    const other = window.instrument("S0"), coarse = window.timeframe(coarser);
    if (position.quantity !== 0 && position.barsHeld > 5) return 0;
    if (window.close() > window.close(3) && window.value("fast") > other.close(1) * 0.5) return 1;
    if (coarse.bars > 1 && coarse.close() < coarse.close(1)) return -1;
  }, { lookbackBars: 10, timeframes: [coarser] }).sizer(sizers.percentOfEquity(30)).risk(
    riskRules.trailingStop(5),
  );
}

/** Long the instrument that rose most since its bar before, short the one that fell most: a signal across instruments. */
class StrongestKernel extends UniverseSignalKernel {
  constructor(instrumentCount: number) {
    super(instrumentCount);
    this.state.fill(NaN);
  }

  override run(
    frame: Frame,
    columns: readonly (readonly Float64Array[])[],
    events: readonly SignalEvents[],
  ): void {
    const at = columns.map(() => 0);
    for (let step = 0; step < frame.timeMs.length; step++) {
      let best = -1, bestRise = -Infinity;
      columns.forEach(([close], i) => {
        if (at[i] >= close.length || (frame.stepOfBar[i]?.[at[i]] ?? at[i]) !== step) return;
        const rise = close[at[i]] / this.state[i];
        this.state[i] = close[at[i]++];
        if (rise > bestRise) {
          best = i;
          bestRise = rise;
        }
      });
      if (best >= 0) events[best].push(at[best] - 1, bestRise > 1 ? 1 : -1, 0.5);
    }
  }
}

const otherSubjects: Subject[] = [
  {
    name: "columns of another instrument",
    plan: (random) =>
      pipeline().indicator("leader", indicators.ema({ length: random.integer(1, 9), of: "S0:close" }))
        .signal(signals.crossover("leader", "S0:open")).sizer(sizers.percentOfEquity(20))
        .risk(...anyRules(random)).plan(),
  },
  { name: "orders of every kind", plan: (random) => orderProgram(random).plan() },
  { name: "onBar that looks around", plan: (_random, coarser) => lookingAround(coarser).plan() },
  {
    name: "signal across instruments",
    plan: (random) =>
      pipeline().signal({
        scope: "universe",
        title: "strongest",
        needs: ["close"],
        kernel: (count) => new StrongestKernel(count),
      }).sizer(sizers.percentOfEquity(20)).risk(...anyRules(random)).plan(),
  },
];

/** Everything that is registered. */
export async function allSubjects(): Promise<readonly Subject[]> {
  return [
    ...await strategySubjects(),
    ...indicatorSubjects(),
    ...ruleAndSizerSubjects(),
    ...signalSubjects(),
    ...otherSubjects,
  ];
}

const COARSER: Readonly<Record<string, string>> = {
  "1m": "15m",
  "5m": "1h",
  "1h": "1d",
  "1d": "1w",
  "1w": "1M",
  "1M": "3M",
};

/** Conventions of another system, or some of them. */
function anyConventions(random: Random): Partial<DeskSettings> & { preset: Preset } {
  const theirs = presetOf("backtesting.py")!, takes = () => random.uniform() < 0.3;
  const preset = {
    ...LOCKSTEP,
    ...takes() && { portfolio: theirs.portfolio },
    ...takes() && { broker: theirs.broker },
    ...takes() && { rules: theirs.rules },
    ...takes() && { slippage: theirs.slippage },
  };
  return { preset, ...takes() && theirs.desk, ...random.uniform() < 0.1 && { fillAt: "close" } };
}

/** A subject on a random market, in a random account, cut at random. */
export function lawCase(
  subject: Subject,
  seed: number,
  instruments: number,
  steps: number,
  cuts: readonly number[],
): LawCase & { makeRun(more?: Partial<DeskSettings>, change?: number): Run } {
  const random = new Random(seed);
  const { universe, bars } = randomMarket(random, instruments, steps);
  const account = {
    ...DEFAULT_ACCOUNT,
    direction: anyOf(["long", "short", "both"] as const, random),
    feeBps: random.uniform() < 0.3 ? 0 : 20 * random.uniform(),
    feePerShare: random.uniform() < 0.2 ? 0.01 : 0,
    slippageBps: random.uniform() < 0.3 ? 0 : 10 * random.uniform(),
    leverage: random.uniform() < 0.3 ? 3 : 1,
  };
  const desk = {
    stopBeforeTarget: random.uniform() < 0.8,
    tradeFromMs: random.uniform() < 0.2
      ? bars[0].closeTimeMs[Math.min(10, bars[0].length - 1)] ?? 0
      : -Infinity,
    sizeAt: random.uniform() < 0.1 ? "fill" as const : "decision" as const,
  };
  const planSeed = random.integer(1, 2_000_000_000);
  const { preset, ...conventions } = anyConventions(random);
  // The plan is made anew for every run, so that nothing can be carried over between runs behind the snapshot's back.
  const coarser = COARSER[universe.timeframe.text];
  const makeRun = (more: Partial<DeskSettings> = {}, change = 0) =>
    compose(subject.plan(new Random(planSeed + change), coarser), universe, account, {
      preset,
      desk: { ...desk, ...conventions, ...more },
    });
  return { makeRun, universe, bars, initialCash: account.cash, cuts };
}
