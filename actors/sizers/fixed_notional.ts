import { z } from "zod";
import { sizer } from "../../engine/sizer.ts";

/** As many units as an amount of quote currency buys at the close, times the signal's strength. */
export const fixedNotional = sizer({
  name: "fixed_notional",
  params: z.object({ amount: z.number().positive() }),
  title: ({ amount }) => `${amount} of notional`,
  quantity: ({ strength, price, instrument }, { amount }) =>
    amount * strength / (price * instrument.multiplier),
});
