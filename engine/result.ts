import { z } from "zod";

/**
 * The record of a run, as `--out FILE.json`, the API and the page have it. Times are UTC epoch milliseconds, prices and money
 * in quote currency, percentages in percent (12.5 is 12.5 %), quantities in units. A metric that can't be known stands in
 * `metricsAbsent` with the reason and is missing from `metrics`; it is never 0, NaN or infinite.
 */

/** Counts by reason: { "already long": 12 }. */
const countsSchema = z.record(z.string(), z.int().nonnegative());

/** A round trip of one instrument, from flat to flat. */
export const tradeSchema = z.object({
  instrument: z.string(),
  direction: z.enum(["long", "short"]),
  /** Largest quantity held, in units. */
  quantity: z.number().positive(),
  entryTimeMs: z.number(),
  exitTimeMs: z.number(),
  /** Bar of the entry and of the exit, counted from the first bar of that instrument in the run. */
  entryBar: z.int(),
  exitBar: z.int(),
  /** Mean price of all entries and of all exits, weighted by quantity, slippage included. */
  entryPrice: z.number(),
  exitPrice: z.number(),
  /** Before fees. */
  grossProfit: z.number(),
  fees: z.number().nonnegative(),
  /** After fees. */
  profit: z.number(),
  /** Profit after fees in percent of the money put in (entry price × quantity entered). */
  returnPct: z.number(),
  /** Worst and best price reached while held, in percent of the entry price, from the trader's side (MAE ≤ 0 ≤ MFE). */
  maePct: z.number(),
  mfePct: z.number(),
  entryReason: z.string(),
  exitReason: z.string(),
});

/** A position that was open when the run ended, valued at the last close. */
export const openPositionSchema = z.object({
  instrument: z.string(),
  direction: z.enum(["long", "short"]),
  quantity: z.number().positive(),
  entryTimeMs: z.number(),
  entryPrice: z.number(),
  lastPrice: z.number(),
  /** Before the fees of entry and exit. */
  unrealisedProfit: z.number(),
});

/** An order as it was submitted, and what became of it. */
export const orderSchema = z.object({
  id: z.int(),
  instrument: z.string(),
  /** Number of the signal from which it comes, counted from 1; 0 for an order given by hand. */
  signalId: z.int(),
  submittedTimeMs: z.number(),
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop", "stop_limit"]),
  quantity: z.number().positive(),
  limitPrice: z.number().optional(),
  stopPrice: z.number().optional(),
  timeInForce: z.enum(["gtc", "day"]),
  reason: z.string(),
  status: z.enum(["working", "filled", "rejected", "cancelled", "expired"]),
  /** When it was filled, rejected, cancelled or expired. */
  closedTimeMs: z.number().optional(),
  statusReason: z.string().optional(),
});

/** An execution of an order. */
export const fillSchema = z.object({
  orderId: z.int(),
  instrument: z.string(),
  /** Open time of the bar on which it happened at the earliest: the bar's own times tell no more. */
  timeMs: z.number(),
  bar: z.int(),
  side: z.enum(["buy", "sell"]),
  price: z.number(),
  quantity: z.number().positive(),
  fee: z.number().nonnegative(),
  /** Money lost to slippage: (price − price without it) × quantity × multiplier, from the trader's side. */
  slippage: z.number(),
});

/** How many of each there were, and why the others fell away. Each level's numbers add up to the level above. */
export const funnelSchema = z.object({
  bars: z.int(),
  signals: z.int(),
  /** Signals that asked for nothing new: { "already long": 3, "short not allowed (direction long)": 30 }. */
  skipped: countsSchema,
  sized: z.int(),
  unsized: countsSchema,
  approved: z.int(),
  /** Approved, but for less than was asked. */
  resized: countsSchema,
  refused: countsSchema,
  /** Orders sent to the broker: those approved, those of risk rules, those given by hand. */
  submitted: z.int(),
  submittedByRule: countsSchema,
  submittedByHand: z.int(),
  filled: z.int(),
  rejected: countsSchema,
  cancelled: countsSchema,
  expired: z.int(),
  working: z.int(),
});

/** What a run was asked to do: given again, with the same data, it gives the same. */
export const runConfigSchema = z.object({
  strategy: z.string(),
  strategyVersion: z.string(),
  params: z.record(z.string(), z.unknown()),
  instruments: z.array(z.string()),
  timeframe: z.string(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  cash: z.number(),
  direction: z.enum(["long", "short", "both"]),
  feeBps: z.number(),
  feePerShare: z.number(),
  slippageBps: z.number(),
  leverage: z.number(),
  preset: z.string(),
  seed: z.int(),
});

/** The whole record of a run. */
export const resultSchema = z.object({
  /** Version of this schema. */
  schema: z.literal(1),
  /** Hash of orders, fills and equity: two runs that did the same have the same. */
  fingerprint: z.string(),
  /** False when the run was stopped by an error or a person; `incompleteReason` says which. */
  complete: z.boolean(),
  incompleteReason: z.string().optional(),
  config: runConfigSchema,
  versions: z.object({ lockstep: z.string(), deno: z.string() }),
  data: z.object({
    /** Hash of all bars that the run saw. */
    fingerprint: z.string(),
    sources: z.array(z.string()),
    firstTimeMs: z.number(),
    lastTimeMs: z.number(),
    bars: z.int(),
    /** Rows left out by `--on-bad-row skip`, by reason. */
    skippedRows: countsSchema,
  }),
  metrics: z.record(z.string(), z.number()),
  metricsAbsent: z.record(z.string(), z.string()),
  funnel: funnelSchema,
  /** Columns of one length. Long runs are thinned to about `equity-points` points; the extremes are kept. */
  equity: z.object({
    timeMs: z.array(z.number()),
    equity: z.array(z.number()),
    drawdownPct: z.array(z.number()),
    benchmark: z.array(z.number()),
  }),
  monthlyReturnsPct: z.array(z.object({ year: z.int(), month: z.int(), returnPct: z.number() })),
  drawdowns: z.array(z.object({
    peakTimeMs: z.number(),
    troughTimeMs: z.number(),
    /** Absent while it lasts. */
    recoveredTimeMs: z.number().optional(),
    depthPct: z.number(),
    lengthDays: z.number(),
  })),
  trades: z.array(tradeSchema),
  openPositions: z.array(openPositionSchema),
  orders: z.array(orderSchema),
  fills: z.array(fillSchema),
});

/** See {@link tradeSchema}. */
export type Trade = z.infer<typeof tradeSchema>;
/** See {@link openPositionSchema}. */
export type OpenPosition = z.infer<typeof openPositionSchema>;
/** See {@link orderSchema}. */
export type OrderRecord = z.infer<typeof orderSchema>;
/** See {@link fillSchema}. */
export type FillRecord = z.infer<typeof fillSchema>;
/** See {@link funnelSchema}. */
export type FunnelCounts = z.infer<typeof funnelSchema>;
/** See {@link runConfigSchema}. */
export type RunConfig = z.infer<typeof runConfigSchema>;
/** See {@link resultSchema}. */
export type RunResult = z.infer<typeof resultSchema>;
