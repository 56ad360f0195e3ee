export { breakout } from "./breakout.ts";
export { above, below, type Comparison, crossedAbove, crossedBelow } from "./comparison.ts";
export { crossover } from "./crossover.ts";
export { enterOnce } from "./enter_once.ts";
export { fromColumns } from "./from_columns.ts";
export { and, not, or } from "./logic.ts";
export { onlyIf } from "./only_if.ts";
export { threshold, type ThresholdLevels } from "./threshold.ts";
export { when, type WhenConditions } from "./when.ts";
