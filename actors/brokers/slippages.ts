import type { Slippage } from "../../engine/broker.ts";

/** Every market and stop fill is `slippageBps` basis points worse than the quoted price. */
export function basisPointSlippage(slippageBps: number): Slippage {
  const rate = slippageBps / 10_000;
  return { name: `${slippageBps} bps`, price: (price, side) => price + side * price * rate };
}

/** Entries are filled `spreadBps` basis points worse, exits at the quoted price, as backtesting.py charges its spread. */
export function entrySpread(spreadBps: number): Slippage {
  const rate = spreadBps / 10_000;
  return {
    name: `${spreadBps} bps on entry`,
    price: (price, side, isEntry) => isEntry ? price + side * price * rate : price,
  };
}
