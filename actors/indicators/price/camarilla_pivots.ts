import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import { SessionBars } from "./session_bars.ts";

/**
 * Camarilla levels of the last closed session, with its high H, low L and close C: pivot (H + L + C) / 3; resistances and supports C ±
 * 1.1·(H − L) / 12, / 6, / 4 and / 2 (Nick Scott, 1989). Sessions are UTC days, weeks from Monday, or months; one has closed with the bar
 * that reaches its end, so its levels stand from that bar's close on.
 * Columns: price units; NaN until the first session has closed, which no number of bars tells.
 */
export const camarillaPivots = indicator({
  name: "camarilla_pivots",
  title: "Camarilla pivot points",
  category: "price",
  scale: "source",
  reference: "Nick Scott, 1989",
  params: z.object({ session: z.enum(SESSIONS).default("day") }),
  inputs: ["openTimeMs", "closeTimeMs", "open", "high", "low", "close"],
  outputs: [
    "pivot",
    "resistance1",
    "resistance2",
    "resistance3",
    "resistance4",
    "support1",
    "support2",
    "support3",
    "support4",
  ],
  warmupBars: () => 0,
  kernel: ({ session }) => new CamarillaPivotsKernel(session),
});

class CamarillaPivotsKernel extends Kernel {
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
      resistance4 = outputs[4],
      support1 = outputs[5],
      support2 = outputs[6],
      support3 = outputs[7],
      support4 = outputs[8];
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
          resistance4[i] =
          support1[i] =
          support2[i] =
          support3[i] =
          support4[i] =
            NaN;
        continue;
      }
      if (!closed.next(openTimeMs[i], closeTimeMs[i], open[i], high[i], low[i], close[i])) {
        pivot[i] =
          resistance1[i] =
          resistance2[i] =
          resistance3[i] =
          resistance4[i] =
          support1[i] =
          support2[i] =
          support3[i] =
          support4[i] =
            NaN;
        continue;
      }
      const reach = 1.1 * (closed.high - closed.low), last = closed.close;
      pivot[i] = (closed.high + closed.low + last) / 3;
      resistance1[i] = last + reach / 12;
      resistance2[i] = last + reach / 6;
      resistance3[i] = last + reach / 4;
      resistance4[i] = last + reach / 2;
      support1[i] = last - reach / 12;
      support2[i] = last - reach / 6;
      support3[i] = last - reach / 4;
      support4[i] = last - reach / 2;
    }
  }
}
