import { z } from "zod";
import { sizer } from "../../engine/sizer.ts";

/** Always the same number of units, times the signal's strength. */
export const fixedQuantity = sizer({
  name: "fixed_quantity",
  params: z.object({ units: z.number().positive() }),
  title: ({ units }) => `${units} units`,
  quantity: ({ strength }, { units }) => units * strength,
});
