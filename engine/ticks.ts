/** Trades of one instrument, a column a field. Times are UTC epoch milliseconds, ascending (equal times allowed). */
export interface Trades {
  readonly timeMs: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  /** +1 the buyer took, −1 the seller took, 0 not known. */
  readonly takerSide: Int8Array;
}

/** Best bid and ask of one instrument, a column a field. Times are UTC epoch milliseconds, ascending. */
export interface Quotes {
  readonly timeMs: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly askQuantity: Float64Array;
}
