/** How a desk works, beside its parts. */
export interface DeskSettings {
  /** Which way it may trade; a signal the other way only closes. */
  readonly direction: "long" | "short" | "both";
  /** Largest gross notional as a multiple of equity; 1 is a cash account. */
  readonly leverage: number;
  /** Signals before this time are left out (warm-up); −Infinity for none. */
  readonly tradeFromMs: number;
  /** When one bar touches a stop and a target, which is filled: the worse one by default. */
  readonly stopBeforeTarget: boolean;
  /** Where market orders are filled: on the next bar's open, or (presets only) on the close of the bar that decided. */
  readonly fillAt: "next_open" | "close";
  /** Whether sizes are worked out at the decision's close, or (presets only) again at the price of the fill. */
  readonly sizeAt: "decision" | "fill";
  /**
   * How an order against a position is filled: as one fill, which may turn it, or (presets only) as a close at the price of an exit and an
   * open with what is left, each with its own fee; where the account can't take the open, the close stands.
   */
  readonly reversal: "one_fill" | "close_then_open";
  /** Whether the desk writes down what each of its parts said; see `Statements`. Changes nothing else. */
  readonly keepsStatements: boolean;
}

/** Our own conventions: see docs/decisions. */
export const DEFAULT_DESK_SETTINGS: DeskSettings = {
  direction: "both",
  leverage: 1,
  tradeFromMs: -Infinity,
  stopBeforeTarget: true,
  fillAt: "next_open",
  sizeAt: "decision",
  reversal: "one_fill",
  keepsStatements: false,
};
