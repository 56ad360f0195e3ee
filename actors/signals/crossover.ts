import { type ColumnSignal, LONG, SHORT, type SignalEvents, SignalKernel } from "../../engine/signal.ts";

/**
 * Long when `fast` crosses above `slow`, short when it crosses below. The two may touch on the way: it counts once `fast` is on the
 * other side of where it last was. Their first position is no crossing.
 */
export function crossover<Fast extends string, Slow extends string>(
  fast: Fast,
  slow: Slow,
): ColumnSignal<Fast | Slow> {
  return {
    scope: "instrument",
    title: `${fast} crosses ${slow}`,
    reasons: {
      long: `${fast} crossed above ${slow}`,
      short: `${fast} crossed below ${slow}`,
      flat: `${fast} crossed ${slow}`,
    },
    needs: [fast, slow],
    kernel: () => new CrossoverKernel(),
  };
}

/** State: the side on which `fast` last was, 0 before it is known. */
class CrossoverKernel extends SignalKernel {
  constructor() {
    super(1);
  }

  override run([fast, slow]: readonly Float64Array[], events: SignalEvents, from: number, to: number): void {
    let side = this.state[0], bar = from;
    while (bar < to && side === 0) side = Math.sign(fast[bar] - slow[bar++]) || 0;
    while (bar < to) {
      bar = side > 0 ? firstBelow(fast, slow, bar, to) : firstBelow(slow, fast, bar, to);
      if (bar === to) break;
      side = -side;
      events.push(bar++, side > 0 ? LONG : SHORT);
    }
    this.state[0] = side;
  }
}

/** First bar in from…to−1 at which a < b, or `to`. */
function firstBelow(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let bar = from;
  while (bar < to && !(a[bar] < b[bar])) bar++;
  return bar;
}
