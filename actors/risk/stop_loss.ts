import { z } from "zod";
import { riskRule } from "../../engine/risk.ts";
import { FixedLevelGuard } from "./fixed_level.ts";

/** Leaves a position once the price is `percent` worse than its mean entry price. A stop order: filled at the open when it gaps. */
export const stopLoss = riskRule({
  name: "stop_loss",
  params: z.object({ percent: z.number().positive().max(100) }),
  title: ({ percent }) => `stop loss ${percent} %`,
  guard: ({ percent }) => new FixedLevelGuard("stop", -percent / 100),
});
