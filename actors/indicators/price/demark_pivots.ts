import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import { SessionBars } from "./session_bars.ts";

/**
 * DeMark's levels of the last closed session, with its open O, high H, low L and close C: X = H + 2·L + C where C < O, 2·H + L + C where C
 * > O, H + L + 2·C where they are equal; pivot X / 4, resistance X / 2 − L, support X / 2 − H. Sessions are UTC days, weeks from Monday,
 * or months; one has closed with the bar that reaches its end, so its levels stand from that bar's close on.
 * Columns: price units; NaN until the first session has closed, which no number of bars tells.
 */
export const demarkPivots = indicator({
  name: "demark_pivots",
  title: "DeMark pivot points",
  category: "price",
  scale: "source",
  reference: "Thomas DeMark, The New Science of Technical Analysis, 1994",
  params: z.object({ session: z.enum(SESSIONS).default("day") }),
  inputs: ["openTimeMs", "closeTimeMs", "open", "high", "low", "close"],
  outputs: ["pivot", "resistance", "support"],
  warmupBars: () => 0,
  kernel: ({ session }) => new DemarkPivotsKernel(session),
});

class DemarkPivotsKernel extends Kernel {
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
      resistance = outputs[1],
      support = outputs[2];
    const closed = this.#closed;
    for (let i = from; i < to; i++) {
      if (
        openTimeMs[i] !== openTimeMs[i] || closeTimeMs[i] !== closeTimeMs[i] || open[i] !== open[i] ||
        high[i] !== high[i] || low[i] !== low[i] || close[i] !== close[i]
      ) {
        pivot[i] = resistance[i] = support[i] = NaN;
        continue;
      }
      if (!closed.next(openTimeMs[i], closeTimeMs[i], open[i], high[i], low[i], close[i])) {
        pivot[i] = resistance[i] = support[i] = NaN;
        continue;
      }
      const top = closed.high, bottom = closed.low, last = closed.close, first = closed.open;
      const sum = top + bottom + last + (last < first ? bottom : last > first ? top : last);
      pivot[i] = sum / 4;
      resistance[i] = sum / 2 - bottom;
      support[i] = sum / 2 - top;
    }
  }
}
