import { z } from "zod";
import { approve, refuse, resize, riskRule } from "../../engine/risk.ts";

/** Refuses what would take one instrument's position above a share of equity; trims what fits in part. */
export const maxPosition = riskRule({
  name: "max_position",
  params: z.object({ limitPct: z.number().positive().max(10_000) }),
  title: ({ limitPct }) => `each position at most ${limitPct} % of equity`,
  review(intent, desk, { limitPct }) {
    const held = desk.quantity(intent.instrumentIndex) * intent.direction;
    const unitNotional = intent.price * intent.instrument.multiplier;
    const roomNotional = desk.equity * limitPct / 100 - Math.max(0, held) * unitNotional;
    if (intent.notional <= roomNotional) return approve();
    if (roomNotional <= 0) return refuse("position limit reached");
    return resize(roomNotional / unitNotional, "trimmed to the position limit");
  },
});
