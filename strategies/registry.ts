import type { Strategy } from "../engine/strategy.ts";

/** File of every strategy by name; a file is loaded only when its strategy is asked for. */
const FILES: Readonly<Record<string, () => Promise<{ default: Strategy }>>> = {
  bollinger_reversion: () => import("./classic/bollinger_reversion.ts"),
  buy_and_hold: () => import("./classic/buy_and_hold.ts"),
  donchian_breakout: () => import("./classic/donchian_breakout.ts"),
  ema_crossover: () => import("./classic/ema_crossover.ts"),
  macd_signal: () => import("./classic/macd_signal.ts"),
  rsi_mean_reversion: () => import("./classic/rsi_mean_reversion.ts"),
  sma_crossover: () => import("./classic/sma_crossover.ts"),
};

/** Names of all strategies, in alphabetical order. */
export const STRATEGY_NAMES: readonly string[] = Object.keys(FILES);

/** Whether a strategy of ours has this name. */
export function isRegistered(name: string): boolean {
  return Object.hasOwn(FILES, name);
}

/** The strategy of a name, or undefined. */
export async function registeredStrategy(name: string): Promise<Strategy | undefined> {
  return isRegistered(name) ? (await FILES[name]()).default : undefined;
}
