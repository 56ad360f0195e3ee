import { z } from "zod";
import { approve, crossover, ema, percentOfEquity, pipeline, riskRule, strategy } from "../../mod.ts";

/** Planted: a rule that keeps an intent to itself once in a while, without a verdict. */
const quiet = riskRule({
  name: "quiet",
  params: z.object({}),
  title: () => "quiet",
  review: (intent) => intent.quantity % 2 === 0 ? undefined as never : approve(),
});

export default strategy({
  name: "planted_swallowed_refusal",
  version: "1.0.0",
  params: z.object({}),
  build: () =>
    pipeline()
      .indicator("fast", ema(3)).indicator("slow", ema(8))
      .signal(crossover("fast", "slow"))
      .sizer(percentOfEquity(95))
      .risk(quiet()),
});
