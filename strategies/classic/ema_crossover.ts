import { z } from "zod";
import { ema } from "../../actors/indicators/overlap/ema.ts";
import { trailingStop } from "../../actors/risk/trailing_stop.ts";
import { crossover } from "../../actors/signals/crossover.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "ema_crossover",
  version: "1.0.0",
  title: "EMA crossover",
  description: "Long while the fast average is above the slow one, short (where allowed) while it is below.",
  source: "Appel, Technical Analysis: Power Tools for Active Investors (2005)",
  params: z.object({
    fast: z.int().min(2).max(500).default(9),
    slow: z.int().min(3).max(1_000).default(21),
    trailPct: z.number().positive().max(100).default(10),
  }).refine(({ fast, slow }) => fast < slow, "fast must be below slow"),
  build: ({ fast, slow, trailPct }) =>
    pipeline()
      .indicator("fast", ema(fast)).indicator("slow", ema(slow))
      .signal(crossover("fast", "slow"))
      .sizer(percentOfEquity(95))
      .risk(trailingStop(trailPct)),
});
