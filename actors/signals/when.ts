import type { Condition, ConditionKernel } from "../../engine/condition.ts";
import {
  type ColumnSignal,
  type Direction,
  FLAT,
  LONG,
  SHORT,
  type SignalEvents,
  SignalKernel,
} from "../../engine/signal.ts";

/** What to be when. Each is asked at every bar and acts on the bar on which it begins to hold. */
export interface WhenConditions<Needs extends string> {
  readonly long?: Condition<Needs>;
  readonly short?: Condition<Needs>;
  readonly flat?: Condition<Needs>;
}

/**
 * Signals from conditions: long, short or flat on the bar on which the condition for it begins to hold. Where several begin at once
 * flat goes before long, and long before short.
 */
export function when<Needs extends string>(
  { long, short, flat }: WhenConditions<Needs>,
): ColumnSignal<Needs> {
  const parts = ([[FLAT, flat], [LONG, long], [SHORT, short]] as const).filter(([, condition]) =>
    condition !== undefined
  ) as [
    Direction,
    Condition<Needs>,
  ][];
  return {
    scope: "instrument",
    title: parts.map(([direction, { title }]) => `${WORD[direction + 1]} when ${title}`).join(", "),
    reasons: { long: long?.title ?? "long", short: short?.title ?? "short", flat: flat?.title ?? "flat" },
    needs: parts.flatMap(([, { needs }]) => needs),
    kernel: () =>
      new WhenKernel(
        parts.map(([direction, each]) => ({ direction, kernel: each.kernel(), needs: each.needs.length })),
      ),
  };
}

const WORD = ["short", "flat", "long"];

interface Part {
  readonly direction: Direction;
  readonly kernel: ConditionKernel;
  readonly needs: number;
}

/** State: for each part whether it held on the bar before. */
class WhenKernel extends SignalKernel {
  readonly #parts: readonly Part[];
  readonly #inputs: readonly Float64Array[][];
  #masks: Uint8Array[] = [];

  constructor(parts: readonly Part[]) {
    super(parts.length, parts.map(({ kernel }) => kernel));
    this.#parts = parts;
    this.#inputs = parts.map(({ needs }) => new Array(needs));
  }

  override run(inputs: readonly Float64Array[], events: SignalEvents, from: number, to: number): void {
    const parts = this.#parts, held = this.state;
    if (this.#masks.length === 0 || this.#masks[0].length < to) {
      this.#masks = parts.map(() => new Uint8Array(to));
    }
    let at = 0;
    for (let k = 0; k < parts.length; k++) {
      const own = this.#inputs[k];
      for (let n = 0; n < own.length; n++) own[n] = inputs[at++];
      parts[k].kernel.run(own, this.#masks[k], from, to);
    }
    for (let bar = from; bar < to; bar++) {
      let fired = false;
      for (let k = 0; k < parts.length; k++) {
        const holds = this.#masks[k][bar];
        if (holds === 1 && held[k] === 0 && !fired) {
          events.push(bar, parts[k].direction);
          fired = true;
        }
        held[k] = holds;
      }
    }
  }
}
