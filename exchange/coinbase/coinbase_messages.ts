import { decimalText } from "../wire/decimal_text.ts";
import type { Trade } from "../market/market.ts";
import type { TradeBar } from "../market/trade_bar.ts";
import { timeText } from "../wire/time_text.ts";

/** A trade as messages and REST write it. `side` is the taker's: Coinbase's own documents don't say whose it is here. */
export function tradeText({ id, price, quantity, takerSide, timeMs }: Trade, product: string): string {
  return `{"trade_id":"${id}","product_id":"${product}","price":"${decimalText(price)}","size":"${
    decimalText(quantity)
  }","side":"${takerSide > 0 ? "BUY" : "SELL"}","time":"${timeText(timeMs, 6)}"}`;
}

/** A candle as messages and REST write it; a message adds the product. */
export function candleOf(bar: TradeBar, product?: string): unknown {
  return {
    start: String(bar.openTimeMs / 1_000),
    high: decimalText(bar.high),
    low: decimalText(bar.low),
    open: decimalText(bar.open),
    close: decimalText(bar.close),
    volume: decimalText(bar.volume),
    ...product !== undefined && { product_id: product },
  };
}

/** `heartbeats` writes its time otherwise than all else: `2026-04-07 14:30:10.000000000+00:00`. */
export function heartbeatText(timeMs: number, counter: number): string {
  return `{"current_time":"${
    timeText(timeMs, 9).replace("T", " ").replace("Z", "+00:00")
  }","heartbeat_counter":${counter}}`;
}
