import { z } from "zod";
import { rsi } from "../../actors/indicators/momentum/rsi.ts";
import { stopLoss } from "../../actors/risk/stop_loss.ts";
import { threshold } from "../../actors/signals/threshold.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "rsi_mean_reversion",
  version: "1.0.0",
  title: "RSI mean reversion",
  description: "Buys when the RSI gets below a level, sells once it is back in the middle.",
  source: "Wilder, New Concepts in Technical Trading Systems (1978)",
  params: z.object({
    length: z.int().min(2).max(500).default(14),
    buyBelow: z.number().min(1).max(99).default(30),
    sellAbove: z.number().min(1).max(99).default(55),
    stopPct: z.number().positive().max(100).default(10),
  }).refine(({ buyBelow, sellAbove }) => buyBelow < sellAbove, "buyBelow must be below sellAbove"),
  build: ({ length, buyBelow, sellAbove, stopPct }) =>
    pipeline()
      .indicator("rsi", rsi(length))
      .signal(threshold("rsi", { longBelow: buyBelow, flatAbove: sellAbove }))
      .sizer(percentOfEquity(95))
      .risk(stopLoss(stopPct)),
});
