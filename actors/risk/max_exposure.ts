import { z } from "zod";
import { approve, refuse, resize, riskRule } from "../../engine/risk.ts";

/** Refuses what would take gross exposure (all positions and orders under way) above a share of equity; trims what fits in part. */
export const maxExposure = riskRule({
  name: "max_exposure",
  params: z.object({ limitPct: z.number().positive().max(10_000) }),
  title: ({ limitPct }) => `gross exposure at most ${limitPct} % of equity`,
  review(intent, desk, { limitPct }) {
    const roomNotional = desk.equity * limitPct / 100 - desk.grossNotional;
    if (intent.notional <= roomNotional) return approve();
    if (roomNotional <= 0) return refuse("exposure limit reached");
    return resize(intent.quantity * roomNotional / intent.notional, "trimmed to the exposure limit");
  },
});
