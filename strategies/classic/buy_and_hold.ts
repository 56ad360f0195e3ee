import { z } from "zod";
import { enterOnce } from "../../actors/signals/enter_once.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "buy_and_hold",
  version: "1.0.0",
  title: "Buy and hold",
  description: "Buys on the first bar and keeps it.",
  source: "the benchmark of everything else",
  params: z.object({ percent: z.number().positive().max(100).default(95) }),
  build: ({ percent }) => pipeline().signal(enterOnce(1)).sizer(percentOfEquity(percent)),
});
