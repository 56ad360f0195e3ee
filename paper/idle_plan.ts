import { threshold } from "../actors/signals/threshold.ts";
import { fixedQuantity } from "../actors/sizers/fixed_quantity.ts";
import { pipeline, type Plan } from "../engine/pipeline.ts";

/** A plan that looks on, for an account whose strategy is of no more use: a price is never below zero. */
export function idlePlan(): Plan {
  return pipeline().signal(threshold("close", { flatBelow: 0 })).sizer(fixedQuantity(1)).plan();
}
