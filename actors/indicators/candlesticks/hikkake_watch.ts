import type { Candles } from "./candles.ts";

/** Candles in which a hikkake may be confirmed. */
const CONFIRMED_WITHIN = 3;

const DIRECTION = 0, CANDLES_LEFT = 1, HIGH = 2, LOW = 3;

/** Numbers that {@link watchHikkake} keeps. */
export const HIKKAKE_MEMORY_LENGTH = 4;

/**
 * Follows a hikkake up to its confirmation. `found` is 1 or −1 where one ends at the newest candle, rising or falling, and 0 elsewhere: it is
 * 100 or −100 there, and 200 or −200 at one of the three candles after it, the first that closes beyond the high (rising) or the low
 * (falling) of the candle before its last. A new one takes the place of one that still waits.
 */
export function watchHikkake(candles: Candles, found: 1 | -1 | 0, memory: Float64Array): number {
  if (found !== 0) {
    memory[DIRECTION] = found;
    memory[CANDLES_LEFT] = CONFIRMED_WITHIN;
    memory[HIGH] = candles.high(1);
    memory[LOW] = candles.low(1);
    return 100 * found;
  }
  if (memory[CANDLES_LEFT] === 0) return 0;
  const direction = memory[DIRECTION];
  const isConfirmed = direction === 1 ? candles.close() > memory[HIGH] : candles.close() < memory[LOW];
  memory[CANDLES_LEFT] = isConfirmed ? 0 : memory[CANDLES_LEFT] - 1;
  return isConfirmed ? 200 * direction : 0;
}
