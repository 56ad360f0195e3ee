import { z } from "zod";
import { macd } from "../../actors/indicators/momentum/macd.ts";
import { crossover } from "../../actors/signals/crossover.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "macd_signal",
  version: "1.0.0",
  title: "MACD signal line",
  description:
    "Long when the MACD crosses above its signal line, short (where allowed) when it crosses below.",
  source: "Appel, The Moving Average Convergence-Divergence Trading Method (1979)",
  params: z.object({
    fast: z.int().min(2).max(500).default(12),
    slow: z.int().min(3).max(1_000).default(26),
    signal: z.int().min(2).max(500).default(9),
  }).refine(({ fast, slow }) => fast < slow, "fast must be below slow"),
  build: ({ fast, slow, signal }) =>
    pipeline()
      .indicator("macd", macd(fast, slow, signal))
      .signal(crossover("macd.macd", "macd.signal"))
      .sizer(percentOfEquity(95)),
});
