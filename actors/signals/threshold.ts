import type { Condition } from "../../engine/condition.ts";
import type { ColumnSignal } from "../../engine/signal.ts";
import { above, below } from "./comparison.ts";
import { or } from "./logic.ts";
import { when } from "./when.ts";

/** Levels of a column, in its units. At least one of them is needed. */
export interface ThresholdLevels {
  readonly longBelow?: number;
  readonly longAbove?: number;
  readonly shortBelow?: number;
  readonly shortAbove?: number;
  readonly flatBelow?: number;
  readonly flatAbove?: number;
}

/** Long, short or flat on the bar on which a column gets beyond a level: `threshold("rsi", { longBelow: 30, flatAbove: 55 })`. */
export function threshold<Column extends string>(
  column: Column,
  levels: ThresholdLevels,
): ColumnSignal<Column> {
  const beyond = (lower: number | undefined, upper: number | undefined) => {
    const sides: Condition<Column>[] = [];
    if (lower !== undefined) sides.push(below(column, lower));
    if (upper !== undefined) sides.push(above(column, upper));
    return sides.length === 0 ? undefined : sides.length === 1 ? sides[0] : or(...sides);
  };
  return when({
    long: beyond(levels.longBelow, levels.longAbove),
    short: beyond(levels.shortBelow, levels.shortAbove),
    flat: beyond(levels.flatBelow, levels.flatAbove),
  });
}
