import type { Trade } from "../market/market.ts";
import type { TradeBar } from "../market/trade_bar.ts";
import { timeText } from "../wire/time_text.ts";

/** A trade on the stream: of a share, with exchange, conditions and tape; of a coin, with the taker's side. */
export function tradeText(trade: Trade, symbol: string, isCrypto: boolean): string {
  const { id, price, quantity, takerSide, timeMs } = trade,
    name = JSON.stringify(symbol),
    time = timeText(timeMs, 3);
  return isCrypto
    ? `{"T":"t","S":${name},"p":${price},"s":${quantity},"t":"${time}","i":${id},"tks":"${
      takerSide > 0 ? "B" : "S"
    }"}`
    : `{"T":"t","i":${id},"S":${name},"x":"V","p":${price},"s":${quantity},"t":"${time}","c":["@"],"z":"C"}`;
}

/** A bar on the stream: `b`, `u` where it is told anew, `d` of a day. */
export function barText(bar: TradeBar, symbol: string, type: "b" | "u" | "d"): string {
  return JSON.stringify({ T: type, S: symbol, ...barOf(bar) });
}

/** A bar as both the stream and REST write it; `t` is when it opens. */
export function barOf(bar: TradeBar): Record<string, unknown> {
  return {
    o: bar.open,
    h: bar.high,
    l: bar.low,
    c: bar.close,
    v: bar.volume,
    n: bar.count,
    vw: Number((bar.notional / bar.volume).toFixed(6)),
    t: timeText(bar.openTimeMs, 0),
  };
}

/** A trade of REST. */
export function tradeRow({ id, price, quantity, takerSide, timeMs }: Trade, isCrypto: boolean): unknown {
  const t = timeText(timeMs, 3);
  return isCrypto
    ? { t, p: price, s: quantity, i: id, tks: takerSide > 0 ? "B" : "S" }
    : { t, x: "V", p: price, s: quantity, c: ["@"], i: id, z: "C" };
}
