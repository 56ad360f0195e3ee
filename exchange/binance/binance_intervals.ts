import { Timeframe } from "../../engine/timeframe.ts";

/** Intervals of Binance's klines: https://github.com/binance/binance-spot-api-docs, web-socket-streams.md. */
const INTERVALS = "1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M".split(" ");

/** The timeframe of an interval; undefined where Binance has none such. */
export function binanceInterval(interval: string): Timeframe | undefined {
  return INTERVALS.includes(interval) ? Timeframe.parse(interval) : undefined;
}
