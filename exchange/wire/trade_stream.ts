import type { EditedSeries } from "../market/edited_series.ts";
import type { Trade, TradeBlock } from "../market/market.ts";
import type { Stream, Wire } from "./wire.ts";

/** Trades of one moment that go into one message, at most. */
const BATCH_MOST = 100;

/** Trades of a symbol as they happen. */
export class TradeStream implements Stream {
  readonly key: string;
  dueMs = Infinity;
  readonly #wire: Wire;
  readonly #series: EditedSeries;
  readonly #isBatched: boolean;
  readonly #write: (trades: readonly Trade[]) => string;
  /** The one that is used again and again where there are no batches. */
  readonly #one: readonly [Trade] = [{ id: 0, timeMs: 0, price: 0, quantity: 0, takerSide: 0 }];
  #nextId: number;
  #block: TradeBlock | undefined;
  #version = -1;

  /**
   * Begins with the first trade after `afterMs`. `write` makes a message of trades of one moment, oldest first: of all of them where
   * `isBatched`, else of each; what it is handed is only lent.
   */
  constructor(
    wire: Wire,
    series: EditedSeries,
    key: string,
    options: { afterMs: number; isBatched: boolean; write(trades: readonly Trade[]): string },
  ) {
    this.key = key;
    this.#wire = wire;
    this.#series = series;
    this.#isBatched = options.isBatched;
    this.#write = options.write;
    this.#nextId = series.idAt(options.afterMs + 1);
    this.refresh();
  }

  refresh(): void {
    const block = this.#blockOfNext();
    this.dueMs = block === undefined ? Infinity : block.timeMs[this.#nextId - block.firstId];
  }

  tell(): void {
    const timeMs = this.dueMs;
    let trades: readonly Trade[];
    if (this.#isBatched) {
      const batch: Trade[] = [];
      do batch.push(this.#take({ id: 0, timeMs: 0, price: 0, quantity: 0, takerSide: 0 })); while (
        this.dueMs === timeMs && batch.length < BATCH_MOST
      );
      trades = batch;
    } else {
      this.#take(this.#one[0]);
      trades = this.#one;
    }
    this.#wire.tell(this.#write(trades));
  }

  #take(trade: Trade): Trade {
    const block = this.#blockOfNext()!, at = this.#nextId - block.firstId;
    trade.id = this.#nextId;
    trade.timeMs = block.timeMs[at];
    trade.price = block.price[at];
    trade.quantity = block.quantity[at];
    trade.takerSide = block.takerSide[at];
    this.#nextId++;
    if (at + 1 < block.timeMs.length) this.dueMs = block.timeMs[at + 1];
    else this.refresh();
    if (!this.#wire.floor.faults.isQuiet) this.#wire.distort(trade);
    return trade;
  }

  #blockOfNext(): TradeBlock | undefined {
    const block = this.#block, at = this.#nextId - (block?.firstId ?? 0);
    if (
      block !== undefined && this.#version === this.#series.version && at >= 0 && at < block.timeMs.length
    ) {
      return block;
    }
    if (this.#nextId >= this.#series.endId) return this.#block = undefined;
    this.#version = this.#series.version;
    return this.#block = this.#series.block(this.#nextId);
  }
}
