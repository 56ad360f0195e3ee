import type { MetricsConventions } from "../engine/analytics/metrics.ts";
import type { DeskSettings } from "../engine/desk/desk.ts";
import type { Slippage } from "../engine/broker.ts";
import { basisPointSlippage, entrySpread } from "./brokers/slippages.ts";

/** Another system's conventions of filling, sizing and counting. */
export interface Preset {
  readonly name: string;
  /** What it assumes, and where it is too kind. */
  readonly description: string;
  readonly desk: Partial<DeskSettings>;
  slippage(slippageBps: number): Slippage;
  readonly metrics: MetricsConventions;
  /** Buy-and-hold buys on the first bar on which every indicator has a value, rather than on the first bar. */
  readonly buyAndHoldAfterWarmup: boolean;
}

const PRESETS: readonly Preset[] = [
  {
    name: "lockstep",
    description:
      "Decides at a bar's close, fills at the next bar's open, sizes at the price of the decision, slippage on every " +
      "market and stop fill, the worse of a stop and a target in one bar.",
    desk: {},
    slippage: basisPointSlippage,
    metrics: "lockstep",
    buyAndHoldAfterWarmup: false,
  },
  {
    name: "backtesting.py",
    description:
      "As backtesting.py 0.6: sizes are worked out at the price of the fill, slippage is its spread and is paid on entries " +
      "alone, statistics by its formulas. Too kind: exits are free of slippage, and a size that adapts to the opening price never " +
      "finds too little cash.",
    desk: { sizeAt: "fill" },
    slippage: entrySpread,
    metrics: "backtesting.py",
    buyAndHoldAfterWarmup: true,
  },
];

/** Names of all presets. */
export const PRESET_NAMES: readonly string[] = PRESETS.map(({ name }) => name);

/** The preset of a name, or undefined. */
export function presetOf(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
