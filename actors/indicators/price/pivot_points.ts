import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import type { SessionBars } from "./session_bars.ts";
import { SessionPivots } from "./session_pivots.ts";

/**
 * Classic pivot points of the last closed session, with its high H, low L and close C: pivot P = (H + L + C) / 3; resistances 2·P − L, P +
 * (H − L), H + 2·(P − L); supports 2·P − H, P − (H − L), L − 2·(H − P). Sessions are UTC days, weeks from Monday, or months; one has
 * closed with the bar that reaches its end, so its levels stand from that bar's close on.
 * Columns: price units; NaN until the first session has closed, which no number of bars tells.
 */
export const pivotPoints = indicator({
  name: "pivot_points",
  title: "Pivot points",
  category: "price",
  scale: "source",
  reference: "Floor traders' pivots; John Person, A Complete Guide to Technical Trading Tactics, 2004",
  params: z.object({ session: z.enum(SESSIONS).default("day") }),
  inputs: ["openTimeMs", "closeTimeMs", "open", "high", "low", "close"],
  outputs: ["pivot", "resistance1", "resistance2", "resistance3", "support1", "support2", "support3"],
  warmupBars: () => 0,
  kernel: ({ session }) => new PivotPointsKernel(session),
});

class PivotPointsKernel extends SessionPivots {
  constructor(session: SessionName) {
    super(session, 7);
  }

  protected override write(session: SessionBars, levels: Float64Array): void {
    const top = session.high, bottom = session.low, middle = (top + bottom + session.close) / 3;
    levels[0] = middle;
    levels[1] = 2 * middle - bottom;
    levels[2] = middle + (top - bottom);
    levels[3] = top + 2 * (middle - bottom);
    levels[4] = 2 * middle - top;
    levels[5] = middle - (top - bottom);
    levels[6] = bottom - 2 * (top - middle);
  }
}
