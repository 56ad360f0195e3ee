import { DEFAULT_DESK_SETTINGS, type DeskSettings } from "../engine/desk/desk_settings.ts";
import type { Universe } from "../engine/frame.ts";
import type { Plan } from "../engine/pipeline.ts";
import { Run } from "../engine/run.ts";
import { commission } from "./brokers/commissions.ts";
import { LOCKSTEP, type Preset } from "./presets.ts";

/** Money and costs of an account, as a person sets them. */
export interface AccountSettings {
  /** In quote currency. */
  readonly cash: number;
  readonly direction: "long" | "short" | "both";
  /** Basis points of notional on every fill: 5 is 0.05 %. */
  readonly feeBps: number;
  /** Currency a unit filled. */
  readonly feePerShare: number;
  readonly slippageBps: number;
  /** Largest gross notional as a multiple of equity; 1 is a cash account. */
  readonly leverage: number;
}

/** What a person gets who sets nothing: long only, costs of 5 + 1 basis points a fill, no borrowing. */
export const DEFAULT_ACCOUNT: AccountSettings = {
  cash: 100_000,
  direction: "long",
  feeBps: 5,
  feePerShare: 0,
  slippageBps: 1,
  leverage: 1,
};

/** How a run is put together, beside its account. */
export interface ComposeOptions {
  readonly preset?: Preset;
  /** What differs from the preset. */
  readonly desk?: Partial<DeskSettings>;
}

/** The actors of a run with a preset's broker and portfolio, at an account's settings: the one place where a run is put together. */
export function compose(
  plan: Plan,
  universe: Universe,
  account: AccountSettings,
  { preset = LOCKSTEP, desk }: ComposeOptions = {},
): Run {
  const { cash, direction, feeBps, feePerShare, slippageBps, leverage } = account;
  return new Run({
    plan: preset.rules.length === 0 ? plan : { ...plan, rules: [...plan.rules, ...preset.rules] },
    universe,
    initialCash: cash,
    broker: preset.broker(commission(feeBps, feePerShare), preset.slippage(slippageBps)),
    portfolio: preset.portfolio,
    settings: { ...DEFAULT_DESK_SETTINGS, ...preset.desk, direction, leverage, ...desk },
  });
}
