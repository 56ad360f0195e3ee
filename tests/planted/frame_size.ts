import { z } from "zod";
import { crossover, ema, indicator, Kernel, percentOfEquity, pipeline, strategy } from "../../mod.ts";

/** Planted: a mean of the frame so far, which starts anew with every frame. */
class FrameMeanKernel extends Kernel {
  override run(
    [source]: readonly Float64Array[],
    [target]: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    let sum = 0;
    for (let i = from; i < to; i++) target[i] = (sum += source[i]) / (i - from + 1);
  }
}

const frameMean = indicator({
  name: "frame_mean",
  title: "Mean of the frame",
  category: "overlap",
  params: z.object({}),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: () => new FrameMeanKernel(0),
});

export default strategy({
  name: "planted_frame_size",
  version: "1.0.0",
  params: z.object({}),
  build: () =>
    pipeline()
      .indicator("fast", ema(3)).indicator("mean", frameMean())
      .signal(crossover("fast", "mean"))
      .sizer(percentOfEquity(95)),
});
