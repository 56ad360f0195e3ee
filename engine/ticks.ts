/** Trades of one instrument, a column a field. Times are UTC epoch milliseconds, ascending (equal times allowed). */
export interface Trades {
  readonly timeMs: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  /** +1 the buyer took, −1 the seller took, 0 not known. */
  readonly takerSide: Int8Array;
}

/** Of nothing. */
export const NO_TRADES: Trades = {
  timeMs: new Float64Array(0),
  price: new Float64Array(0),
  quantity: new Float64Array(0),
  takerSide: new Int8Array(0),
};

/** One after the other, copied. */
export function concatTrades(parts: readonly Trades[]): Trades {
  const length = parts.reduce((sum, { timeMs }) => sum + timeMs.length, 0);
  const whole = {
    timeMs: new Float64Array(length),
    price: new Float64Array(length),
    quantity: new Float64Array(length),
    takerSide: new Int8Array(length),
  };
  let at = 0;
  for (const { timeMs, price, quantity, takerSide } of parts) {
    whole.timeMs.set(timeMs, at);
    whole.price.set(price, at);
    whole.quantity.set(quantity, at);
    whole.takerSide.set(takerSide, at);
    at += timeMs.length;
  }
  return whole;
}

/** First of ascending times that is at or after one, or their number. */
export function firstAtOrAfter(timesMs: Float64Array, timeMs: number): number {
  let low = 0, high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timesMs[middle] < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Views, not copies, of the trades `from` up to, but not including, `to`. */
export function sliceTrades(
  { timeMs, price, quantity, takerSide }: Trades,
  from: number,
  to: number,
): Trades {
  return {
    timeMs: timeMs.subarray(from, to),
    price: price.subarray(from, to),
    quantity: quantity.subarray(from, to),
    takerSide: takerSide.subarray(from, to),
  };
}

/** Best bid and ask of one instrument, a column a field. Times are UTC epoch milliseconds, ascending. */
export interface Quotes {
  readonly timeMs: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly askQuantity: Float64Array;
}
