import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import { SessionBars } from "./session_bars.ts";

/**
 * Pivot points of the last closed session at Fibonacci's ratios, with its high H, low L and close C: pivot P = (H + L + C) / 3;
 * resistances and supports P ± 0.382, 0.618 and 1 times H − L. Sessions are UTC days, weeks from Monday, or months; one has closed with
 * the bar that reaches its end, so its levels stand from that bar's close on.
 * Columns: price units; NaN until the first session has closed, which no number of bars tells.
 */
export const fibonacciPivots = indicator({
  name: "fibonacci_pivots",
  title: "Fibonacci pivot points",
  category: "price",
  scale: "source",
  reference: "John Person, A Complete Guide to Technical Trading Tactics, 2004",
  params: z.object({ session: z.enum(SESSIONS).default("day") }),
  inputs: ["openTimeMs", "closeTimeMs", "open", "high", "low", "close"],
  outputs: ["pivot", "resistance1", "resistance2", "resistance3", "support1", "support2", "support3"],
  warmupBars: () => 0,
  kernel: ({ session }) => new FibonacciPivotsKernel(session),
});

class FibonacciPivotsKernel extends Kernel {
  readonly #closed: SessionBars;

  constructor(session: SessionName) {
    const closed = new SessionBars(session);
    super(0, [closed]);
    this.#closed = closed;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const openTimeMs = inputs[0],
      closeTimeMs = inputs[1],
      open = inputs[2],
      high = inputs[3],
      low = inputs[4],
      close = inputs[5],
      pivot = outputs[0],
      resistance1 = outputs[1],
      resistance2 = outputs[2],
      resistance3 = outputs[3],
      support1 = outputs[4],
      support2 = outputs[5],
      support3 = outputs[6];
    const closed = this.#closed;
    for (let i = from; i < to; i++) {
      if (
        openTimeMs[i] !== openTimeMs[i] || closeTimeMs[i] !== closeTimeMs[i] || open[i] !== open[i] ||
        high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]
      ) {
        pivot[i] =
          resistance1[i] =
          resistance2[i] =
          resistance3[i] =
          support1[i] =
          support2[i] =
          support3[i] =
            NaN;
        continue;
      }
      if (!closed.next(openTimeMs[i], closeTimeMs[i], open[i], high[i], low[i], close[i])) {
        pivot[i] =
          resistance1[i] =
          resistance2[i] =
          resistance3[i] =
          support1[i] =
          support2[i] =
          support3[i] =
            NaN;
        continue;
      }
      const range = closed.high - closed.low, middle = (closed.high + closed.low + closed.close) / 3;
      pivot[i] = middle;
      resistance1[i] = middle + 0.382 * range;
      resistance2[i] = middle + 0.618 * range;
      resistance3[i] = middle + range;
      support1[i] = middle - 0.382 * range;
      support2[i] = middle - 0.618 * range;
      support3[i] = middle - range;
    }
  }
}
