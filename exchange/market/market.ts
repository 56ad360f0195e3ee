/** What is traded at the local exchange. */
export interface Market {
  /** One for each symbol, in a fixed order. */
  readonly series: readonly TradeSeries[];
}

/** All trades of a symbol, past and to come, numbered one by one in the order of time. */
export interface TradeSeries {
  /** As `BASE/QUOTE`, or a share's ticker: see {@link symbolKey} for how it is found. */
  readonly symbol: string;
  /** Smallest steps of its prices, in quote currency, and of its quantities, in units. */
  readonly tickSize: number;
  readonly lotSize: number;
  /** Number of the first trade. */
  readonly firstId: number;
  /** Number that the trade after the last would have; Infinity where trading never ends. */
  readonly endId: number;
  /** Number of the first trade at or after a time (UTC epoch milliseconds); `endId` where there is none. */
  idAt(timeMs: number): number;
  /** The block that holds a trade. @throws RangeError where there is no such trade. */
  block(id: number): TradeBlock;
}

/** Some trades of a series, one after the other, a column a field. Never changed once it is handed out. */
export interface TradeBlock {
  /** Number of the first one; those that follow count up by one. */
  readonly firstId: number;
  /** UTC epoch milliseconds, whole, ascending (equal times allowed). */
  readonly timeMs: Float64Array;
  readonly price: Float64Array;
  /** In units: whole multiples of 1e-8. */
  readonly quantity: Float64Array;
  /** +1 the buyer took, −1 the seller took. */
  readonly takerSide: Int8Array;
}

/** One trade, as it is written into a message. */
export interface Trade {
  id: number;
  timeMs: number;
  price: number;
  quantity: number;
  takerSide: number;
}

/** The trade with a number, copied out of its block. */
export function tradeAt(series: TradeSeries, id: number): Trade {
  const block = series.block(id), at = id - block.firstId;
  return {
    id,
    timeMs: block.timeMs[at],
    price: block.price[at],
    quantity: block.quantity[at],
    takerSide: block.takerSide[at],
  };
}

/** Trades from one number up to, but not including, another, oldest first, as far as they exist. */
export function tradesBetween(series: TradeSeries, fromId: number, toId: number): Trade[] {
  const trades: Trade[] = [];
  for (let id = Math.max(fromId, series.firstId); id < Math.min(toId, series.endId); id++) {
    trades.push(tradeAt(series, id));
  }
  return trades;
}

/** First index of an ascending column whose value is not below `value`; its length where there is none. */
export function lowerBound(column: Float64Array, value: number): number {
  let low = 0, high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a symbol is found under, however a venue writes it: BTC/USD, BTC-USD, BTCUSD, XBT/USD and XXBTZUSD are one. */
export function symbolKey(symbol: string): string {
  return symbol.toUpperCase().replace(/[^A-Z0-9.]/g, "").replace(/^XXBTZ/, "XBT").replace(/^XETHZ/, "ETH")
    .replace(/^XBT/, "BTC");
}
