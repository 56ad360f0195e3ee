import { BAR_FIELDS, Bars } from "../../engine/bars.ts";
import type { Trades } from "../../engine/ticks.ts";
import type { SharedColumns } from "../replay/replay_worker_messages.ts";

/** Copies bars into memory that workers share instead of copying it again: one block of seven columns. */
export function shareBars(parts: readonly Bars[]): SharedColumns {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const block = new SharedArrayBuffer(8 * BAR_FIELDS.length * length);
  const columns = BAR_FIELDS.map((_, k) => new Float64Array(block, 8 * length * k, length));
  const shared = new Bars(...columns as unknown as ConstructorParameters<typeof Bars>);
  let at = 0;
  for (const part of parts) {
    for (const field of BAR_FIELDS) shared[field].set(part[field], at);
    at += part.length;
  }
  return columns as unknown as SharedColumns;
}

/** The same for trades. */
export function shareTrades(trades: Trades): Trades {
  const { length } = trades.timeMs;
  const column = (values: Float64Array) => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * length));
    shared.set(values);
    return shared;
  };
  const takerSide = new Int8Array(new SharedArrayBuffer(length));
  takerSide.set(trades.takerSide);
  const { timeMs, price, quantity } = trades;
  return { timeMs: column(timeMs), price: column(price), quantity: column(quantity), takerSide };
}

/** Shared columns as the engine takes them: views, not copies. */
export function barsOf(columns: SharedColumns): Bars {
  return new Bars(...columns);
}

/** Views of the bars that open at or after `fromMs` and before `toMs`. */
export function barsBetween(bars: Bars, fromMs = -Infinity, toMs = Infinity): Bars {
  return bars.slice(firstAtOrAfter(bars.openTimeMs, fromMs), firstAtOrAfter(bars.openTimeMs, toMs));
}

function firstAtOrAfter(times: Float64Array, timeMs: number): number {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
