import { lowerBound, type TradeBlock, type TradeSeries } from "./market.ts";

/** A trade: milliseconds after the start, price, quantity (negative where the seller took). */
export type ListedTrade = readonly [afterMs: number, price: number, quantity: number];

/** Trades that are written down one by one. */
export class ListedSeries implements TradeSeries {
  readonly symbol: string;
  readonly tickSize = 0.01;
  readonly lotSize = 1e-8;
  readonly firstId: number;
  readonly #block: TradeBlock;

  /** `trades` in the order of time, numbered from `firstId`. */
  constructor(symbol: string, startMs: number, trades: readonly ListedTrade[], firstId = 1) {
    this.symbol = symbol;
    this.firstId = firstId;
    this.#block = {
      firstId,
      timeMs: Float64Array.from(trades, ([afterMs]) => startMs + afterMs),
      price: Float64Array.from(trades, ([, price]) => price),
      quantity: Float64Array.from(trades, ([, , quantity]) => Math.abs(quantity)),
      takerSide: Int8Array.from(trades, ([, , quantity]) => quantity < 0 ? -1 : 1),
    };
  }

  get endId(): number {
    return this.firstId + this.#block.timeMs.length;
  }

  idAt(timeMs: number): number {
    return this.firstId + lowerBound(this.#block.timeMs, timeMs);
  }

  block(id: number): TradeBlock {
    if (id >= this.firstId && id < this.endId) return this.#block;
    throw new RangeError(`Cannot give trade ${id} of ${this.symbol}: there is none`);
  }
}
