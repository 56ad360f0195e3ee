import { type Condition, ConditionKernel } from "../../engine/condition.ts";

/** Holds where all of the conditions hold. */
export function and<Needs extends string>(...conditions: readonly Condition<Needs>[]): Condition<Needs> {
  return combined("and", conditions, (a, b) => a & b);
}

/** Holds where at least one of the conditions holds. */
export function or<Needs extends string>(...conditions: readonly Condition<Needs>[]): Condition<Needs> {
  return combined("or", conditions, (a, b) => a | b);
}

/** Holds where the condition doesn't; also where it can't be known yet. */
export function not<Needs extends string>(condition: Condition<Needs>): Condition<Needs> {
  return {
    title: `not (${condition.title})`,
    needs: condition.needs,
    kernel: () => new Not(condition.kernel()),
  };
}

function combined<Needs extends string>(
  word: string,
  conditions: readonly Condition<Needs>[],
  join: (a: number, b: number) => number,
): Condition<Needs> {
  return {
    title: conditions.map(({ title }) => title).join(` ${word} `),
    needs: conditions.flatMap(({ needs }) => needs),
    kernel: () =>
      new Combined(
        conditions.map((each) => each.kernel()),
        conditions.map(({ needs }) => needs.length),
        join,
      ),
  };
}

class Combined extends ConditionKernel {
  readonly #inner: readonly ConditionKernel[];
  readonly #inputs: readonly Float64Array[][];
  readonly #join: (a: number, b: number) => number;
  #mask = new Uint8Array(0);

  constructor(
    inner: readonly ConditionKernel[],
    needs: readonly number[],
    join: (a: number, b: number) => number,
  ) {
    super(0, inner);
    this.#inner = inner;
    this.#inputs = needs.map((count) => new Array(count));
    this.#join = join;
  }

  override run(inputs: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void {
    if (this.#mask.length < to) this.#mask = new Uint8Array(to);
    const other = this.#mask, join = this.#join;
    let at = 0;
    for (let k = 0; k < this.#inner.length; k++) {
      const own = this.#inputs[k];
      for (let n = 0; n < own.length; n++) own[n] = inputs[at++];
      this.#inner[k].run(own, k === 0 ? mask : other, from, to);
      if (k > 0) { for (let bar = from; bar < to; bar++) mask[bar] = join(mask[bar], other[bar]); }
    }
  }
}

class Not extends ConditionKernel {
  readonly #inner: ConditionKernel;

  constructor(inner: ConditionKernel) {
    super(0, [inner]);
    this.#inner = inner;
  }

  override run(inputs: readonly Float64Array[], mask: Uint8Array, from: number, to: number): void {
    this.#inner.run(inputs, mask, from, to);
    for (let bar = from; bar < to; bar++) mask[bar] = 1 - mask[bar];
  }
}
