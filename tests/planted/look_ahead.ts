import { z } from "zod";
import { above, below, indicator, Kernel, percentOfEquity, pipeline, strategy, when } from "../../mod.ts";

/** Planted: an indicator that reads the next bar's close. */
class TomorrowKernel extends Kernel {
  override run(
    [source]: readonly Float64Array[],
    [target]: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    for (let i = from; i < to; i++) target[i] = source[i + 1] ?? source[i];
  }
}

const tomorrow = indicator({
  name: "tomorrow",
  title: "Tomorrow's close",
  category: "overlap",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new TomorrowKernel(0),
});

export default strategy({
  name: "planted_look_ahead",
  version: "1.0.0",
  params: z.object({}),
  build: () =>
    pipeline()
      .indicator("next", tomorrow())
      .signal(when({ long: above("next", "close"), flat: below("next", "close") }))
      .sizer(percentOfEquity(95)),
});
