import type { Instrument } from "../instrument.ts";
import { LockstepError } from "../error.ts";
import type { SizingContext } from "../sizer.ts";

/** What a sizer sees. One object, reused. */
export class SizingView implements SizingContext {
  instrument!: Instrument;
  instrumentIndex = 0;
  /** Index of the bar in the frame. */
  bar = 0;
  direction = 0;
  strength = NaN;
  price = NaN;
  equity = NaN;
  cash = NaN;
  quantity = NaN;
  #columns: readonly (readonly Float64Array[])[] = [];
  declare private readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
  }

  begin(columns: readonly (readonly Float64Array[])[]): void {
    this.#columns = columns;
  }

  value(column: string): number {
    const index = this.names.indexOf(column);
    if (index < 0) {
      throw new LockstepError(`There is no column "${column}"; there are ${this.names.join(", ")}.`);
    }
    return this.#columns[this.instrumentIndex][index][this.bar] ?? NaN;
  }
}
