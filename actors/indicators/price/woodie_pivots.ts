import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import { SessionBars } from "./session_bars.ts";

/**
 * Woodie's pivot points of the last closed session, with its high H, low L and close C: pivot P = (H + L + 2·C) / 4; resistances 2·P − L,
 * P + (H − L), H + 2·(P − L); supports 2·P − H, P − (H − L), L − 2·(H − P). Some take the new session's open for C; the closed session is
 * all that is known before it. Sessions are UTC days, weeks from Monday, or months; one has closed with the bar that reaches its end, so
 * its levels stand from that bar's close on.
 * Columns: price units; NaN until the first session has closed, which no number of bars tells.
 */
export const woodiePivots = indicator({
  name: "woodie_pivots",
  title: "Woodie pivot points",
  category: "price",
  scale: "source",
  reference: "Ken Wood",
  params: z.object({ session: z.enum(SESSIONS).default("day") }),
  inputs: ["openTimeMs", "closeTimeMs", "open", "high", "low", "close"],
  outputs: ["pivot", "resistance1", "resistance2", "resistance3", "support1", "support2", "support3"],
  warmupBars: () => 0,
  kernel: ({ session }) => new WoodiePivotsKernel(session),
});

class WoodiePivotsKernel extends Kernel {
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
      const top = closed.high, bottom = closed.low, middle = (top + bottom + 2 * closed.close) / 4;
      pivot[i] = middle;
      resistance1[i] = 2 * middle - bottom;
      resistance2[i] = middle + (top - bottom);
      resistance3[i] = top + 2 * (middle - bottom);
      support1[i] = 2 * middle - top;
      support2[i] = middle - (top - bottom);
      support3[i] = bottom - 2 * (top - middle);
    }
  }
}
