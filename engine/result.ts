import { z } from "zod";
import { instrumentSchema } from "./instrument.ts";

/**
 * The record of a run, as `--out FILE.json`, the API and the page have it. Times are UTC epoch milliseconds, prices and money
 * in quote currency, percentages in percent (12.5 is 12.5 %), quantities in units. A metric that can't be known stands in
 * `metricsAbsent` with the reason and is missing from `metrics`; it is never 0, NaN or infinite.
 */

/** Counts by reason: { "already long": 12 }. */
const countsSchema = z.record(z.string(), z.int().nonnegative());

/** A round trip of one instrument, from flat to flat; of one lot, or of a part of it, where the portfolio keeps lots. */
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

/** Where bars were read, and how. */
export const feedSchema = z.object({
  /** Of each instrument, in the order of `instruments`: the file as it was named. */
  sources: z.array(z.string()),
  /** IANA zone of times that name none. */
  timeZone: z.string(),
  /** Whether prices were scaled by the file's adjusted close. */
  adjusted: z.boolean(),
  /** What a row that is no bar does. */
  onBadRow: z.enum(["fail", "skip"]),
});

/** All that a run was asked for: with the same version of Lockstep and the same bars it gives the same fingerprint again. */
export const runConfigSchema = z.object({
  /** The strategy's own name. */
  strategy: z.string(),
  strategyVersion: z.string(),
  /** File that the strategy was loaded from, as it was named; absent for a registered one. */
  strategyFile: z.string().optional(),
  /** All of them, those at their defaults included. */
  params: z.record(z.string(), z.unknown()),
  /** Parameters that took over once so many steps were settled; of a replay only. */
  changes: z.array(z.object({ atStep: z.int(), params: z.record(z.string(), z.unknown()) })).optional(),
  /** What was asked for by hand once so many steps were settled, in order: an input of the run, as its bars are. Of a replay or session. */
  commands: z.array(z.object({ afterStep: z.int(), command: z.record(z.string(), z.unknown()) })).optional(),
  /** What was traded, in the run's fixed order. */
  instruments: z.array(instrumentSchema),
  /** Span of the bars: "1d". */
  timeframe: z.string(),
  feed: feedSchema,
  /** Trading and figures begin with the first bar that opens at or after this; bars before it are warm-up. Absent: the first bar. */
  fromMs: z.number().optional(),
  /** Bars that open at or after this are left out. Absent: none. */
  toMs: z.number().optional(),
  /** To start with, in quote currency. */
  cash: z.number(),
  direction: z.enum(["long", "short", "both"]),
  /** Basis points of notional on every fill: 5 is 0.05 %. */
  feeBps: z.number(),
  /** Currency a unit filled. */
  feePerShare: z.number(),
  /** Basis points of price by which market and stop orders are filled worse than quoted. */
  slippageBps: z.number(),
  /** Largest gross notional as a multiple of equity. */
  leverage: z.number(),
  /** What orders were matched against; bars where it is absent. */
  matching: z.enum(["bars", "trades"]).optional(),
  /** Positions with which it began, taken over at these prices; `cash` is what the account was worth then, they included. */
  takesOver: z.array(z.object({
    /** In `instruments`. */
    instrumentIndex: z.int(),
    /** Negative when short. */
    quantity: z.number(),
    price: z.number(),
  })).optional(),
  preset: z.string(),
  seed: z.int(),
  /** Steps up to which the `equity` columns have every one; what is thinned out there still counts in every figure. */
  equityPoints: z.int(),
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
    firstTimeMs: z.number(),
    lastTimeMs: z.number(),
    bars: z.int(),
    /** Rows left out by `--on-bad-row skip`, by reason. */
    skippedRows: countsSchema,
  }),
  metrics: z.record(z.string(), z.number()),
  metricsAbsent: z.record(z.string(), z.string()),
  funnel: funnelSchema,
  /** Columns of one length. Long runs are thinned to at most twice `equityPoints` points; the extremes are kept. */
  equity: z.object({
    timeMs: z.array(z.number()),
    equity: z.array(z.number()),
    drawdownPct: z.array(z.number()),
    benchmark: z.array(z.number()),
  }),
  /**
   * Equity at the end of each UTC day with a bar, timed at the midnight that ends it: there where the columns of `equity` were thinned, since
   * returns taken from lows and highs would be too wild.
   */
  dailyEquity: z.object({ timeMs: z.array(z.number()), equity: z.array(z.number()) }).optional(),
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
/** See {@link feedSchema}. */
export type FeedRecord = z.infer<typeof feedSchema>;
/** See {@link runConfigSchema}. */
export type RunConfig = z.infer<typeof runConfigSchema>;
/** See {@link resultSchema}. */
export type RunResult = z.infer<typeof resultSchema>;
