import type { Condition, ConditionKernel } from "../../engine/condition.ts";
import { type ColumnSignal, FLAT, SignalEvents, SignalKernel } from "../../engine/signal.ts";
import type { Direction } from "../../engine/signal.ts";

/** Lets a signal's entries pass only on bars on which the condition holds; its exits to flat always pass. */
export function onlyIf<A extends string, B extends string>(
  signal: ColumnSignal<A>,
  condition: Condition<B>,
): ColumnSignal<A | B> {
  return {
    scope: "instrument",
    title: `${signal.title} if ${condition.title}`,
    reasons: signal.reasons,
    needs: [...signal.needs, ...condition.needs],
    kernel: () => new OnlyIfKernel(signal.kernel(), signal.needs.length, condition.kernel()),
  };
}

class OnlyIfKernel extends SignalKernel {
  readonly #signal: SignalKernel;
  readonly #signalNeeds: number;
  readonly #condition: ConditionKernel;
  readonly #events = new SignalEvents();
  #mask = new Uint8Array(0);

  constructor(signal: SignalKernel, signalNeeds: number, condition: ConditionKernel) {
    super(0, [signal, condition]);
    this.#signal = signal;
    this.#signalNeeds = signalNeeds;
    this.#condition = condition;
  }

  override run(inputs: readonly Float64Array[], events: SignalEvents, from: number, to: number): void {
    if (this.#mask.length < to) this.#mask = new Uint8Array(to);
    const own = this.#events;
    own.clear();
    this.#signal.run(inputs.slice(0, this.#signalNeeds), own, from, to);
    this.#condition.run(inputs.slice(this.#signalNeeds), this.#mask, from, to);
    for (let k = 0; k < own.count; k++) {
      const bar = own.bar[k], direction = own.direction[k] as Direction;
      if (direction === FLAT || this.#mask[bar] === 1) events.push(bar, direction, own.strength[k]);
    }
  }
}
