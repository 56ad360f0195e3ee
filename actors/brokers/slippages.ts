import type { Slippage } from "../../engine/broker.ts";

/** Every market and stop fill is `slippageBps` basis points worse than the quoted price. */
export function basisPointSlippage(slippageBps: number): Slippage {
  return new BasisPointSlippage(`${slippageBps} bps`, slippageBps, slippageBps);
}

/** Entries are filled `spreadBps` basis points worse, exits at the quoted price, as backtesting.py charges its spread. */
export function entrySpread(spreadBps: number): Slippage {
  return new BasisPointSlippage(`${spreadBps} bps on entry`, spreadBps, 0);
}

// A class rather than functions made anew for each run, so that it can be compiled into the match that asks for it.
class BasisPointSlippage implements Slippage {
  declare readonly name: string;
  declare private readonly entryRate: number;
  declare private readonly exitRate: number;

  constructor(name: string, entryBps: number, exitBps: number) {
    this.name = name;
    this.entryRate = entryBps / 10_000;
    this.exitRate = exitBps / 10_000;
  }

  price(price: number, side: number, isEntry: boolean): number {
    return price + side * price * (isEntry ? this.entryRate : this.exitRate);
  }
}
