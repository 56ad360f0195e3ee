import { z } from "zod";
import { sizer } from "../../engine/sizer.ts";

/** As many units as a share of the account's equity buys at the close, times the signal's strength; for each instrument. */
export const percentOfEquity = sizer({
  name: "percent_of_equity",
  params: z.object({ percent: z.number().positive().max(1_000) }),
  title: ({ percent }) => `${percent} % of equity`,
  quantity: ({ equity, strength, price, instrument }, { percent }) =>
    equity * (percent / 100) * strength / (price * instrument.multiplier),
});
