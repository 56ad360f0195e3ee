import { decimalText } from "../wire/decimal_text.ts";
import type { Trade } from "../market/market.ts";
import type { TradeBar } from "../market/trade_bar.ts";

/** `…@trade`. Written by hand: a symbol's text is letters and digits, and this is what is sent most. */
export function tradeMessage(trade: Trade, symbol: string, perMs: number): string {
  const { id, price, quantity, takerSide } = trade, time = trade.timeMs * perMs;
  return `{"e":"trade","E":${time},"s":"${symbol}","t":${id},"p":"${decimalText(price)}","q":"${
    decimalText(quantity)
  }","T":${time},"m":${takerSide < 0},"M":true}`;
}

/** `…@aggTrade`: every trade is an aggregate of its own. */
export function aggTradeMessage(trade: Trade, symbol: string, perMs: number): string {
  const { id, price, quantity, takerSide } = trade, time = trade.timeMs * perMs;
  return `{"e":"aggTrade","E":${time},"s":"${symbol}","a":${id},"p":"${decimalText(price)}","q":"${
    decimalText(quantity)
  }","f":${id},"l":${id},"T":${time},"m":${takerSide < 0},"M":true}`;
}

/** `…@kline_INTERVAL`. */
export function klineMessage(
  bar: TradeBar,
  symbol: string,
  interval: string,
  isClosed: boolean,
  eventMs: number,
  perMs: number,
): string {
  return JSON.stringify({
    e: "kline",
    E: eventMs * perMs,
    s: symbol,
    k: {
      t: bar.openTimeMs * perMs,
      T: bar.closeTimeMs * perMs - 1,
      s: symbol,
      i: interval,
      f: bar.count > 0 ? bar.firstId : -1,
      L: bar.count > 0 ? bar.lastId : -1,
      o: decimalText(bar.open),
      c: decimalText(bar.close),
      h: decimalText(bar.high),
      l: decimalText(bar.low),
      v: decimalText(bar.volume),
      n: bar.count,
      x: isClosed,
      q: bar.notional.toFixed(8),
      V: decimalText(bar.takerBuyVolume),
      Q: bar.takerBuyNotional.toFixed(8),
      B: "0",
    },
  });
}

/** A row of `GET /api/v3/klines`. */
export function klineRow(bar: TradeBar): unknown[] {
  return [
    bar.openTimeMs,
    decimalText(bar.open),
    decimalText(bar.high),
    decimalText(bar.low),
    decimalText(bar.close),
    decimalText(bar.volume),
    bar.closeTimeMs - 1,
    bar.notional.toFixed(8),
    bar.count,
    decimalText(bar.takerBuyVolume),
    bar.takerBuyNotional.toFixed(8),
    "0",
  ];
}

/** A row of `GET /api/v3/aggTrades`. */
export function aggTradeRow({ id, price, quantity, timeMs, takerSide }: Trade): unknown {
  return {
    a: id,
    p: decimalText(price),
    q: decimalText(quantity),
    f: id,
    l: id,
    T: timeMs,
    m: takerSide < 0,
    M: true,
  };
}

/** A row of `GET /api/v3/trades` and `/api/v3/historicalTrades`. */
export function tradeRow({ id, price, quantity, timeMs, takerSide }: Trade): unknown {
  return {
    id,
    price: decimalText(price),
    qty: decimalText(quantity),
    quoteQty: (price * quantity).toFixed(8),
    time: timeMs,
    isBuyerMaker: takerSide < 0,
    isBestMatch: true,
  };
}
