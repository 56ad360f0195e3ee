import { z } from "zod";

/**
 * What is traded. Prices are in `currency`; one unit of quantity at price p is worth p × `multiplier`.
 * Prices of orders are rounded to `tickSize`, quantities down to `lotSize`; 0 means "as fine as a float64 is".
 */
export const instrumentSchema = z.object({
  symbol: z.string().min(1),
  currency: z.string().min(1).default("USD"),
  /** Smallest price step, in currency; 0 = none. */
  tickSize: z.number().nonnegative().default(0),
  /** Smallest quantity step, in units; 0 = any fraction. */
  lotSize: z.number().nonnegative().default(1),
  /** Currency a unit is worth per point of price (futures); 1 for shares and spot. */
  multiplier: z.number().positive().default(1),
  /** Smallest notional an order may have, in currency; 0 = none. */
  minNotional: z.number().nonnegative().default(0),
  /** Fees of this instrument's venue, in basis points of notional; absent = what the run says. */
  feeBps: z.number().nonnegative().optional(),
  /** Whether it can be sold short at all. */
  shortable: z.boolean().default(true),
});

/** See {@link instrumentSchema}. */
export type Instrument = z.infer<typeof instrumentSchema>;

/** An instrument from its symbol and whatever differs from the defaults (a US share: whole lots, no tick). */
export function instrument(symbol: string, details: Partial<Omit<Instrument, "symbol">> = {}): Instrument {
  return instrumentSchema.parse({ symbol, ...details });
}

/**
 * Where any fraction may be traded, less than this (a wei of a coin) is nothing: an account that fees have eaten up would go on for ever
 * with quantities whose products are too small for a float64.
 */
const SMALLEST_QUANTITY = 1e-18;

/**
 * Largest multiple of the lot that is not above `quantity` (both positive). A quantity that is a whole number of lots but for
 * the last bits of a division is taken as that number: 0.3 / 0.1 is three lots, not two.
 */
export function roundDownToLot(quantity: number, lotSize: number): number {
  if (lotSize === 0) return quantity < SMALLEST_QUANTITY ? 0 : quantity;
  if (lotSize === 1) return Math.floor(quantity + 1e-9);
  const lots = quantity / lotSize;
  return fewestDigits(Math.floor(lots + 1e-9 + lots * 1e-12), lotSize);
}

/** The multiple of the tick nearest to `price`. */
export function roundToTick(price: number, tickSize: number): number {
  return tickSize === 0 ? price : fewestDigits(Math.round(price / tickSize), tickSize);
}

/** count × step, computed as count / (1 / step) where that is a whole number but for the last bits, so that 3 × 0.1 is 0.3. */
function fewestDigits(count: number, step: number): number {
  const perUnit = Math.round(1 / step);
  return Math.abs(perUnit * step - 1) < 1e-9 ? count / perUnit : count * step;
}
