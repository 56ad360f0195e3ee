import { lowerBound, type TradeBlock, type TradeSeries } from "./market.ts";

/** A stretch of a series: trades of the one below it, or trades put in. */
interface Stretch {
  /** Number of its first trade, as it is told. */
  readonly firstId: number;
  /** Trades of the series below, `fromId` up to, but not including, `toId`; or the trades put in. */
  readonly fromId: number;
  toId: number;
  readonly inserted: TradeBlock | undefined;
}

/**
 * A series in which what is still to come can be changed: minutes without a trade, or many trades at once. Whoever asks for a trade, live or over
 * REST, sees the same changed series, numbered without a gap.
 */
export class EditedSeries implements TradeSeries {
  /** Grows with each change: blocks that were asked for before it may be wrong from then on. */
  version = 0;
  readonly #base: TradeSeries;
  readonly #stretches: Stretch[];
  /** Changes begin here at the earliest: behind the last one. */
  #editedToMs = -Infinity;

  constructor(base: TradeSeries) {
    this.#base = base;
    this.#stretches = [{
      firstId: base.firstId,
      fromId: base.firstId,
      toId: base.endId,
      inserted: undefined,
    }];
  }

  get symbol(): string {
    return this.#base.symbol;
  }

  get tickSize(): number {
    return this.#base.tickSize;
  }

  get lotSize(): number {
    return this.#base.lotSize;
  }

  get firstId(): number {
    return this.#base.firstId;
  }

  get endId(): number {
    const last = this.#stretches[this.#stretches.length - 1];
    return last.firstId + last.toId - last.fromId;
  }

  idAt(timeMs: number): number {
    for (const { firstId, fromId, toId, inserted } of this.#stretches) {
      const at = inserted === undefined
        ? Math.max(fromId, this.#base.idAt(timeMs))
        : lowerBound(inserted.timeMs, timeMs);
      if (at < toId) return firstId + at - fromId;
    }
    return this.endId;
  }

  block(id: number): TradeBlock {
    if (this.#stretches.length === 1) return this.#base.block(id);
    for (let i = this.#stretches.length - 1; i >= 0; i--) {
      const { firstId, fromId, toId, inserted } = this.#stretches[i];
      if (id < firstId) continue;
      if (id >= firstId + toId - fromId) break;
      return inserted ?? shifted(this.#base.block(id - firstId + fromId), fromId, toId, firstId);
    }
    throw new RangeError(`Cannot give trade ${id} of ${this.symbol}: there is none`);
  }

  /** Takes out what would be traded in a span that is still to come. */
  cut(fromMs: number, toMs: number): void {
    const startMs = Math.max(fromMs, this.#editedToMs);
    if (startMs >= toMs) return;
    this.#splice(startMs, toMs, undefined);
  }

  /**
   * Puts trades in, evenly over a span that is still to come, at the last price before each and of 1e-8 units: bars keep their prices, and their
   * volume but for these.
   */
  burst(fromMs: number, toMs: number, count: number): void {
    const startMs = Math.ceil(Math.max(fromMs, this.#editedToMs)),
      endMs = Math.max(startMs + 1, Math.ceil(toMs));
    const baseFrom = this.#base.idAt(startMs), baseTo = this.#base.idAt(endMs);
    const length = baseTo - baseFrom + count;
    const block: TradeBlock = {
      firstId: this.idAt(startMs),
      timeMs: new Float64Array(length),
      price: new Float64Array(length),
      quantity: new Float64Array(length),
      takerSide: new Int8Array(length),
    };
    const first = Math.max(this.#base.firstId, Math.min(baseFrom, this.#base.endId) - 1);
    let price = NaN, next = baseFrom, put = 0;
    if (first < this.#base.endId) {
      price = this.#base.block(first).price[first - this.#base.block(first).firstId];
    }
    for (let i = 0; i < length; i++) {
      const timeMs = startMs + Math.floor((endMs - startMs) * put / count);
      const source = next < baseTo ? this.#base.block(next) : undefined, at = next - (source?.firstId ?? 0);
      const isOwn = source !== undefined && (put === count || source.timeMs[at] <= timeMs);
      block.timeMs[i] = isOwn ? source.timeMs[at] : timeMs;
      block.price[i] = price = isOwn ? source.price[at] : price;
      block.quantity[i] = isOwn ? source.quantity[at] : 1e-8;
      block.takerSide[i] = isOwn ? source.takerSide[at] : put % 2 === 0 ? 1 : -1;
      if (isOwn) next++;
      else put++;
    }
    if (length > 0) this.#splice(startMs, endMs, block);
  }

  #splice(startMs: number, endMs: number, inserted: TradeBlock | undefined): void {
    const last = this.#stretches[this.#stretches.length - 1];
    const from = Math.max(last.fromId, this.#base.idAt(startMs)), to = Math.max(from, this.#base.idAt(endMs));
    let firstId = last.firstId + from - last.fromId;
    last.toId = from;
    const baseEnd = this.#base.endId;
    if (inserted !== undefined) {
      const length = inserted.timeMs.length;
      this.#stretches.push({ firstId, fromId: 0, toId: length, inserted: { ...inserted, firstId } });
      firstId += length;
    }
    this.#stretches.push({ firstId, fromId: to, toId: baseEnd, inserted: undefined });
    this.#editedToMs = endMs;
    this.version++;
  }
}

/** What of a block lies within a stretch, numbered as it is told. */
function shifted(block: TradeBlock, fromId: number, toId: number, firstId: number): TradeBlock {
  const from = Math.max(0, fromId - block.firstId);
  const to = Math.min(block.timeMs.length, toId - block.firstId);
  return {
    firstId: block.firstId + from - fromId + firstId,
    timeMs: block.timeMs.subarray(from, to),
    price: block.price.subarray(from, to),
    quantity: block.quantity.subarray(from, to),
    takerSide: block.takerSide.subarray(from, to),
  };
}
