import { type Condition, ConditionKernel } from "../../engine/condition.ts";

/** Compares a column with another, by name, or with a fixed level. */
export interface Comparison {
  <A extends string, B extends string>(a: A, b: B): Condition<A | B>;
  <A extends string>(a: A, level: number): Condition<A>;
}

/** Holds while `a` is above `b`; `b` is a column or a number. */
export const above: Comparison = comparison("above", () => new Above());

/** Holds while `a` is below `b`; `b` is a column or a number. */
export const below: Comparison = comparison("below", () => new Below());

/** Holds on the bar on which `a` gets above `b`, having been at or below it on the bar before. */
export const crossedAbove: Comparison = comparison("crossed above", () => new Crossed(1));

/** Holds on the bar on which `a` gets below `b`, having been at or above it on the bar before. */
export const crossedBelow: Comparison = comparison("crossed below", () => new Crossed(-1));

function comparison(words: string, kernel: () => ConditionKernel): Comparison {
  return (a: string, b: string | number): Condition<never> => {
    const title = `${a} ${words} ${b}`;
    const condition: Condition = typeof b === "string"
      ? { title, needs: [a, b], kernel }
      : { title, needs: [a], kernel: () => new AgainstLevel(kernel(), b) };
    return condition as Condition<never>;
  };
}

class Above extends ConditionKernel {
  constructor() {
    super(0);
  }

  override run([a, b]: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void {
    for (let bar = from; bar < to; bar++) mask[bar] = a[bar] > b[bar] ? 1 : 0;
  }
}

class Below extends ConditionKernel {
  constructor() {
    super(0);
  }

  override run([a, b]: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void {
    for (let bar = from; bar < to; bar++) mask[bar] = a[bar] < b[bar] ? 1 : 0;
  }
}

/** State: the difference on the bar before, NaN before it is known. */
class Crossed extends ConditionKernel {
  readonly #side: number;

  constructor(side: number) {
    super(1);
    this.state[0] = NaN;
    this.#side = side;
  }

  override run([a, b]: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void {
    const side = this.#side;
    let previous = this.state[0];
    for (let bar = from; bar < to; bar++) {
      const difference = side * (a[bar] - b[bar]);
      mask[bar] = difference > 0 && previous <= 0 ? 1 : 0;
      previous = difference;
    }
    this.state[0] = previous;
  }
}

/** Compares with a fixed level: the inner kernel reads a column that holds nothing else. */
class AgainstLevel extends ConditionKernel {
  readonly #inner: ConditionKernel;
  readonly #level: number;
  #column = new Float64Array(0);

  constructor(inner: ConditionKernel, level: number) {
    super(0, [inner]);
    this.#inner = inner;
    this.#level = level;
  }

  override run([a]: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void {
    if (this.#column.length < to) this.#column = new Float64Array(to).fill(this.#level);
    this.#inner.run([a, this.#column], mask, from, to);
  }
}
