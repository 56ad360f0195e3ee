import { z } from "zod";
import { sma } from "../../actors/indicators/overlap/sma.ts";
import { crossover } from "../../actors/signals/crossover.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "sma_crossover",
  version: "1.0.0",
  title: "SMA crossover",
  description: "Long while the fast average is above the slow one, short (where allowed) while it is below.",
  source: "Brock, Lakonishok & LeBaron, Simple Technical Trading Rules (1992)",
  params: z.object({
    fast: z.int().min(2).max(500).default(10),
    slow: z.int().min(3).max(1_000).default(50),
  }).refine(({ fast, slow }) => fast < slow, "fast must be below slow"),
  build: ({ fast, slow }) =>
    pipeline()
      .indicator("fast", sma(fast)).indicator("slow", sma(slow))
      .signal(crossover("fast", "slow"))
      .sizer(percentOfEquity(95)),
});
