import { z } from "zod";
import { riskRule } from "../../engine/risk.ts";
import { FixedLevelGuard } from "./fixed_level.ts";

/** Leaves a position once the price is `percent` better than its mean entry price. A limit order: it pays no slippage. */
export const takeProfit = riskRule({
  name: "take_profit",
  params: z.object({ percent: z.number().positive().max(10_000) }),
  title: ({ percent }) => `take profit ${percent} %`,
  guard: ({ percent }) => new FixedLevelGuard("target", percent / 100),
});
