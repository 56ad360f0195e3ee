import { Stateful } from "./stateful.ts";

/** Says of each bar whether something holds. The laws of a kernel hold: streaming, no allocation, nothing from the future. */
export abstract class ConditionKernel extends Stateful {
  /** Writes mask[from…to−1]: 1 where it holds, 0 where it doesn't or can't be known (NaN). */
  abstract run(inputs: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void;
}

/** A statement about columns that holds or doesn't at each bar: "rsi is below 30". */
export interface Condition<Needs extends string = string> {
  readonly title: string;
  readonly needs: readonly Needs[];
  kernel(): ConditionKernel;
}
