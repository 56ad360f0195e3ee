import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import type { SessionBars } from "./session_bars.ts";
import { SessionPivots } from "./session_pivots.ts";

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

class CamarillaPivotsKernel extends SessionPivots {
  constructor(session: SessionName) {
    super(session, 9);
  }

  protected override write(session: SessionBars, levels: Float64Array): void {
    const reach = 1.1 * (session.high - session.low), last = session.close;
    levels[0] = (session.high + session.low + last) / 3;
    levels[1] = last + reach / 12;
    levels[2] = last + reach / 6;
    levels[3] = last + reach / 4;
    levels[4] = last + reach / 2;
    levels[5] = last - reach / 12;
    levels[6] = last - reach / 6;
    levels[7] = last - reach / 4;
    levels[8] = last - reach / 2;
  }
}
