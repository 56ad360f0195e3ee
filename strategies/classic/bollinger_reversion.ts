import { z } from "zod";
import { bollinger } from "../../actors/indicators/overlap/bollinger.ts";
import { crossedAbove, crossedBelow } from "../../actors/signals/comparison.ts";
import { or } from "../../actors/signals/logic.ts";
import { when } from "../../actors/signals/when.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "bollinger_reversion",
  version: "1.0.0",
  title: "Bollinger reversion",
  description: "Buys a close below the lower band, sells at the middle; the mirror where short is allowed.",
  source: "Bollinger, Bollinger on Bollinger Bands (2001)",
  params: z.object({
    length: z.int().min(2).max(500).default(20),
    deviations: z.number().positive().max(10).default(2),
  }),
  build: ({ length, deviations }) =>
    pipeline()
      .indicator("band", bollinger(length, deviations))
      .signal(when({
        long: crossedBelow("close", "band.lower"),
        short: crossedAbove("close", "band.upper"),
        flat: or(crossedAbove("close", "band.middle"), crossedBelow("close", "band.middle")),
      }))
      .sizer(percentOfEquity(95)),
});
