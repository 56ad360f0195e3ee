import type { Lockstep, StrategySummary } from "../../server/lockstep.ts";

/** Shows the pipeline best: a signal, a size, a rule that steps in. */
const SHOWN_FIRST = "ema_crossover";

/** The strategy that a page offers where none was chosen; undefined where there is none at all. */
export function firstStrategy(lockstep: Lockstep): StrategySummary | undefined {
  return lockstep.strategy(SHOWN_FIRST) ?? lockstep.strategies()[0];
}
