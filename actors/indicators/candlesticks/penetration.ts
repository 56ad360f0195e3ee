import { z } from "zod";

/** How deep a later candle must close into the first one's real body, as a share of it (TA-Lib's optInPenetration). */
export function penetration(usual: number): z.ZodObject<{ penetration: z.ZodDefault<z.ZodNumber> }> {
  return z.object({ penetration: z.number().min(0).max(10).default(usual) });
}
