import { z } from "zod";
import { enterOnce, percentOfEquity, pipeline, strategy } from "../../mod.ts";

export default strategy({
  name: "buy_and_hold",
  version: "1.0.0",
  title: "Buy and hold",
  description: "Buys on the first bar and keeps it.",
  source: "the benchmark of everything else",
  params: z.object({ percent: z.number().positive().max(100).default(95) }),
  build: ({ percent }) => pipeline().signal(enterOnce(1)).sizer(percentOfEquity(percent)),
});
