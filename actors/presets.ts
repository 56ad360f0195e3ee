import type { MetricsConventions } from "../engine/analytics/metrics.ts";
import type { DeskSettings } from "../engine/desk/desk_settings.ts";
import type { BrokerFactory, Commission, Slippage } from "../engine/broker.ts";
import type { PortfolioFactory } from "../engine/portfolio.ts";
import type { RiskRule } from "../engine/risk.ts";
import { barBroker } from "./brokers/bar_broker.ts";
import { queueBroker } from "./brokers/queue_broker.ts";
import { basisPointSlippage, entrySpread } from "./brokers/slippages.ts";
import { cashAccount } from "./portfolio/cash_account.ts";
import { fifoAccount } from "./portfolio/fifo_account.ts";
import { marginCall } from "./risk/margin_call.ts";

/** Another system's conventions of filling, sizing and counting. */
export interface Preset {
  readonly name: string;
  /** What it assumes, and where it is too kind. */
  readonly description: string;
  readonly desk: Partial<DeskSettings>;
  slippage(slippageBps: number): Slippage;
  broker(commission: Commission, slippage: Slippage): BrokerFactory;
  readonly portfolio: PortfolioFactory;
  /** Rules that every run has, behind its own. */
  readonly rules: readonly RiskRule[];
  readonly metrics: MetricsConventions;
  /** Buy-and-hold buys on the first bar on which every indicator has a value, rather than on the first bar. */
  readonly buyAndHoldAfterWarmup: boolean;
  /** What is open at the end is closed at the open of the last bar (its `finalize_trades`), so that it counts as trades. */
  readonly closesAtEnd: boolean;
}

/** Our own conventions: what holds where no preset is named. */
export const LOCKSTEP: Preset = {
  name: "lockstep",
  description:
    "Decides at a bar's close, fills at the next bar's open, sizes at the price of the decision, slippage on every " +
    "market and stop fill, the worse of a stop and a target in one bar.",
  desk: {},
  slippage: basisPointSlippage,
  broker: barBroker,
  portfolio: cashAccount,
  rules: [],
  metrics: "lockstep",
  buyAndHoldAfterWarmup: false,
  closesAtEnd: false,
};

const PRESETS: readonly Preset[] = [
  LOCKSTEP,
  {
    name: "backtesting.py",
    description:
      "As backtesting.py 0.6: sizes are worked out at the price of the fill, slippage is its spread and is paid on entries " +
      "alone, orders are filled one after another as it does, each closing of a lot is a trade, equity of zero ends the run, " +
      "statistics by its formulas. Too kind: exits are free of slippage, a size that adapts to the opening price never finds too " +
      "little cash, exits of limit and stop entries rest until the next bar, and a stop-limit that the market jumps over may still " +
      "be filled at its stop.",
    desk: { sizeAt: "fill", reversal: "close_then_open" },
    slippage: entrySpread,
    broker: queueBroker,
    portfolio: fifoAccount,
    rules: [marginCall()],
    metrics: "backtesting.py",
    buyAndHoldAfterWarmup: true,
    closesAtEnd: false,
  },
];

/** Names of all presets. */
export const PRESET_NAMES: readonly string[] = PRESETS.map(({ name }) => name);

/** The preset of a name, or undefined. */
export function presetOf(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
