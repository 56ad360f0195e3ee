import { type AccountSettings, compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { ema } from "../../actors/indicators/mod.ts";
import { trailingStop } from "../../actors/risk/mod.ts";
import { crossover } from "../../actors/signals/mod.ts";
import { percentOfEquity } from "../../actors/sizers/mod.ts";
import type { Bars } from "../../engine/bars.ts";
import { instrument } from "../../engine/instrument.ts";
import { IndicatorActor } from "../../engine/indicator_actor.ts";
import type { Settled } from "../../engine/messages.ts";
import { pipeline, type Plan } from "../../engine/pipeline.ts";
import { replay } from "../../engine/replay.ts";
import { SignalActor } from "../../engine/signal_actor.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { fusedEmaCrossover } from "./fused_loop.ts";

const FAST = 9, SLOW = 21, TRAIL_PCT = 2;

/** Costs small enough that a strategy which trades on every twentieth bar still has money after ten million of them. */
export const BENCH_ACCOUNT: AccountSettings = {
  ...DEFAULT_ACCOUNT,
  cash: 1e6,
  feeBps: 0.1,
  slippageBps: 0.05,
};

/** EMA crossover with a share of equity and a trailing stop. */
export function crossoverPlan(percent: number): Plan {
  return pipeline()
    .indicator("fast", ema(FAST)).indicator("slow", ema(SLOW))
    .signal(crossover("fast", "slow"))
    .sizer(percentOfEquity(percent))
    .risk(trailingStop(TRAIL_PCT))
    .plan();
}

/** The same, deciding bar by bar with a look at its position. */
export function onBarPlan(): Plan {
  return pipeline()
    .indicator("fast", ema(FAST)).indicator("slow", ema(SLOW))
    .onBar((window, position) => {
      const now = window.value("fast") - window.value("slow"),
        before = window.value("fast", 1) - window.value("slow", 1);
      if (now > 0 && before <= 0 && position.quantity === 0) return 1;
      if (now < 0 && before >= 0 && position.quantity !== 0) return 0;
    }, { lookbackBars: 10 })
    .sizer(percentOfEquity(95))
    .risk(trailingStop(TRAIL_PCT))
    .plan();
}

/**
 * A column for the equity of a run. It is written to at once and then used for every measurement: memory that the system has just handed
 * out costs up to 18 ns a bar at its first touch, more than the yardstick itself, and from one second to the next another figure.
 */
export function equityRoom(bars: number): Float64Array {
  return new Float64Array(bars).fill(1);
}

/** How {@link runEngine} runs. */
export interface EngineRun {
  readonly frameSteps?: number;
  each?(settled: Settled): void;
}

/** Runs a plan over bars, keeps equity at every step in `equity`, and returns the number of fills. */
export function runEngine(
  plan: Plan,
  bars: readonly Bars[],
  equity: Float64Array,
  { frameSteps, each }: EngineRun = {},
): { fills: number } {
  const universe = {
    instruments: bars.map((_, i) => instrument(`S${i}`, { lotSize: 0 })),
    timeframe: Timeframe.parse("1m"),
  };
  const run = compose(plan, universe, BENCH_ACCOUNT);
  let at = 0, fills = 0;
  run.through(replay(universe, bars.map((each) => [each]), { frameSteps })).subscribe({
    next(settled) {
      const steps = settled.frame.timeMs.length;
      if (steps < 32) { for (let step = 0; step < steps; step++) equity[at + step] = settled.equity[step]; }
      else equity.set(settled.equity.subarray(0, steps), at);
      at += steps;
      fills += settled.fills.length;
      each?.(settled);
    },
    error(error) {
      throw error;
    },
  });
  return { fills };
}

/** The yardstick on the same bars. */
export function runFused(bars: Bars, equity: Float64Array): { fills: number } {
  const { feeBps, slippageBps, cash } = BENCH_ACCOUNT;
  return fusedEmaCrossover(bars, equity, {
    fast: FAST,
    slow: SLOW,
    share: 0.95,
    feeBps,
    slippageBps,
    trailPct: TRAIL_PCT,
    cash,
  });
}

/** Milliseconds of the indicator and signal stages alone. */
export function timeColumns(plan: Plan, bars: Bars): { indicatorMs: number; signalMs: number } {
  const universe = { instruments: [instrument("S0", { lotSize: 0 })], timeframe: Timeframe.parse("1m") };
  const indicators = new IndicatorActor(plan, universe), signal = new SignalActor(plan, universe);
  let indicatorMs = 0, signalMs = 0;
  replay(universe, [[bars]]).subscribe((frame) => {
    const start = performance.now();
    const indicated = indicators.receive(frame);
    const middle = performance.now();
    signal.receive(indicated);
    indicatorMs += middle - start;
    signalMs += performance.now() - middle;
  });
  return { indicatorMs, signalMs };
}
