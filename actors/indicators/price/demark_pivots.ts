import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import type { SessionBars } from "./session_bars.ts";
import { SessionPivots } from "./session_pivots.ts";

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

class DemarkPivotsKernel extends SessionPivots {
  constructor(session: SessionName) {
    super(session, 3);
  }

  protected override write(session: SessionBars, levels: Float64Array): void {
    const top = session.high, bottom = session.low, last = session.close, first = session.open;
    const sum = top + bottom + last + (last < first ? bottom : last > first ? top : last);
    levels[0] = sum / 4;
    levels[1] = sum / 2 - bottom;
    levels[2] = sum / 2 - top;
  }
}
