import { DEFAULT_DESK_SETTINGS, type DeskSettings } from "../engine/desk/desk.ts";
import type { Universe } from "../engine/frame.ts";
import type { Plan } from "../engine/pipeline.ts";
import { Run } from "../engine/run.ts";
import { barBroker } from "./brokers/bar_broker.ts";
import { commission } from "./brokers/commissions.ts";
import { basisPointSlippage, entrySpread } from "./brokers/slippages.ts";
import { cashAccount } from "./portfolio/cash_account.ts";

/** Money and rules of an account, as a person sets them. */
export interface AccountSettings {
  /** In quote currency. */
  readonly cash: number;
  readonly direction: "long" | "short" | "both";
  readonly feeBps: number;
  readonly feePerShare: number;
  readonly slippageBps: number;
  readonly leverage: number;
  /** Charges slippage on entries alone, as backtesting.py charges its spread. */
  readonly slippageOnEntryOnly?: boolean;
  readonly desk?: Partial<DeskSettings>;
}

export const DEFAULT_ACCOUNT: AccountSettings = {
  cash: 100_000,
  direction: "long",
  feeBps: 5,
  feePerShare: 0,
  slippageBps: 1,
  leverage: 1,
};

/** The actors of a run with our broker and portfolio, at an account's settings: the one place where a run is put together. */
export function compose(plan: Plan, universe: Universe, account: AccountSettings): Run {
  const { cash, direction, feeBps, feePerShare, slippageBps, leverage } = account;
  const slippage = account.slippageOnEntryOnly ? entrySpread(slippageBps) : basisPointSlippage(slippageBps);
  return new Run({
    plan,
    universe,
    initialCash: cash,
    broker: barBroker(commission(feeBps, feePerShare), slippage),
    portfolio: cashAccount,
    settings: { ...DEFAULT_DESK_SETTINGS, direction, leverage, ...account.desk },
  });
}
