import type { Market, TradeBlock, TradeSeries } from "../../exchange/market/market.ts";
import { seedOf } from "../../exchange/market/seed_of.ts";

/** From when on how much is traded. */
export interface Pace {
  /** UTC epoch milliseconds; nothing is traded before the first. */
  readonly fromMs: number;
  /** Trades of each symbol in a second of the market. */
  readonly perSecond: number;
}

const BLOCK_TRADES = 4_096, TICK = 0.01;

/** A market that trades at an even pace, each symbol out of step with the others: what is measured on it depends on no burst. */
export class EvenMarket implements Market {
  readonly series: readonly TradeSeries[];

  /** `paces` in the order of time. */
  constructor(symbols: readonly string[], paces: readonly Pace[]) {
    this.series = symbols.map((symbol, i) => new EvenSeries(symbol, i, paces));
  }
}

class EvenSeries implements TradeSeries {
  readonly tickSize = TICK;
  readonly lotSize = 0.001;
  readonly firstId = 1;
  readonly endId = Infinity;
  readonly #paces: readonly (Pace & { readonly firstId: number })[];
  #block: TradeBlock | undefined;

  constructor(readonly symbol: string, readonly index: number, paces: readonly Pace[]) {
    let firstId = 1;
    this.#paces = paces.map((pace, i) => {
      const begun = { ...pace, firstId }, toMs = paces[i + 1]?.fromMs ?? pace.fromMs;
      firstId += Math.floor((toMs - pace.fromMs) * pace.perSecond / 1_000);
      return begun;
    });
  }

  idAt(timeMs: number): number {
    const { firstId, fromMs, perSecond } = this.#paces.findLast((pace) => pace.fromMs <= timeMs) ??
      this.#paces[0];
    let id = Math.max(firstId, firstId + Math.floor((timeMs - fromMs) * perSecond / 1_000) - 2);
    while (this.#timeMs(id) < timeMs) id++;
    return id;
  }

  block(id: number): TradeBlock {
    const firstId = id - (id - 1) % BLOCK_TRADES, known = this.#block;
    if (known?.firstId === firstId) return known;
    const block = {
      firstId,
      timeMs: new Float64Array(BLOCK_TRADES),
      price: new Float64Array(BLOCK_TRADES),
      quantity: new Float64Array(BLOCK_TRADES),
      takerSide: new Int8Array(BLOCK_TRADES),
    };
    for (let i = 0; i < BLOCK_TRADES; i++) {
      const each = firstId + i,
        timeMs = this.#timeMs(each),
        noise = seedOf(this.index, "price", each) % 21 - 10;
      block.timeMs[i] = timeMs;
      // A wave of twenty seconds, so that averages cross.
      block.price[i] = Math.round((100 + 2 * Math.sin(timeMs / 3_183 + this.index)) / TICK + noise) * TICK;
      block.price[i] = Math.round(block.price[i] / TICK) / 100;
      block.quantity[i] = (1 + each % 9) / 100;
      block.takerSide[i] = each % 2 === 0 ? 1 : -1;
    }
    return this.#block = block;
  }

  #timeMs(id: number): number {
    const { firstId, fromMs, perSecond } = this.#paces.findLast((pace) => pace.firstId <= id)!;
    const phase = seedOf(this.index, "phase", 0) / 4_294_967_296;
    return fromMs + Math.floor((id - firstId + phase) * 1_000 / perSecond);
  }
}
