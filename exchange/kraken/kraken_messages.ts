import type { EditedSeries } from "../market/edited_series.ts";
import type { Trade } from "../market/market.ts";
import type { TradeBar } from "../market/trade_bar.ts";
import { timeText } from "../wire/time_text.ts";

/** A trade of channel `trade`: numbers are JSON numbers, and `side` is the taker's. */
export function tradeText({ id, price, quantity, takerSide, timeMs }: Trade, symbol: string): string {
  return `{"symbol":${JSON.stringify(symbol)},"side":"${
    takerSide > 0 ? "buy" : "sell"
  }","price":${price},"qty":${quantity},` +
    `"ord_type":"${takerSide > 0 ? "market" : "limit"}","trade_id":${id},"timestamp":"${
      timeText(timeMs, 6)
    }"}`;
}

/** A candle of channel `ohlc`; `timestamp` is the end of its interval. */
export function ohlcText(bar: TradeBar, symbol: string, intervalMinutes: number): string {
  return JSON.stringify({
    symbol,
    open: bar.open,
    high: bar.high,
    low: bar.low,
    close: bar.close,
    trades: bar.count,
    volume: bar.volume,
    vwap: vwapOf(bar),
    interval_begin: timeText(bar.openTimeMs, 9),
    interval: intervalMinutes,
    timestamp: timeText(bar.closeTimeMs, 6),
  });
}

/** A row of REST OHLC. */
export function ohlcRow(bar: TradeBar): unknown[] {
  return [
    bar.openTimeMs / 1_000,
    String(bar.open),
    String(bar.high),
    String(bar.low),
    String(bar.close),
    String(bar.count === 0 ? 0 : vwapOf(bar)),
    bar.volume.toFixed(8),
    bar.count,
  ];
}

/** Mean price by volume, eight decimals. */
function vwapOf({ notional, volume, close }: TradeBar): number {
  return volume > 0 ? Number((notional / volume).toFixed(8)) : close;
}

/**
 * When a trade happened, in nanoseconds, as text: trades of one millisecond are told apart by their order, counted from 1, so that
 * `since` can go on after any of them, and a whole millisecond is before all that it holds.
 */
export function tradeNs(series: EditedSeries, { id, timeMs }: Trade): string {
  return `${timeMs}${String(id - series.idAt(timeMs) + 1).padStart(6, "0")}`;
}
