import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { type SessionName, SESSIONS } from "./session.ts";
import type { SessionBars } from "./session_bars.ts";
import { SessionPivots } from "./session_pivots.ts";

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

class FibonacciPivotsKernel extends SessionPivots {
  constructor(session: SessionName) {
    super(session, 7);
  }

  protected override write(session: SessionBars, levels: Float64Array): void {
    const range = session.high - session.low, middle = (session.high + session.low + session.close) / 3;
    levels[0] = middle;
    levels[1] = middle + 0.382 * range;
    levels[2] = middle + 0.618 * range;
    levels[3] = middle + range;
    levels[4] = middle - 0.382 * range;
    levels[5] = middle - 0.618 * range;
    levels[6] = middle - range;
  }
}
