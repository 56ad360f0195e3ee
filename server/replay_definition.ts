import { z } from "zod";
import { handCommandSchema } from "./replay_messages.ts";

/** Money and costs of an account, as a person sets them; see `AccountSettings` in actors/compose.ts. */
export const accountSchema = z.strictObject({
  cash: z.number().positive().max(1e15).default(100_000),
  direction: z.enum(["long", "short", "both"]).default("long"),
  feeBps: z.number().min(0).max(5_000).default(5),
  feePerShare: z.number().min(0).max(1_000).default(0),
  slippageBps: z.number().min(0).max(5_000).default(1),
  leverage: z.number().min(0.01).max(100).default(1),
});

/** What a replay of a session repeats beside the session's bars and commands: see {@link replayDefinitionSchema}. */
const replayedSessionSchema = z.strictObject({
  id: z.string(),
  /** How many of its inputs are repeated; its bars are read from them again whenever the replay is opened. */
  inputs: z.int().min(1),
  steps: z.int().min(1),
  /** "Session of 2026-01-05, BTCUSDT 1m". */
  title: z.string(),
  /** What the strategy was then: another one would do something else. */
  strategyVersion: z.string(),
  /** Trading began with the first bar that closed at or after this. */
  tradeFromMs: z.number(),
  /** Steps on which nothing was decided, ascending; `by` whom that was caused. */
  asides: z.array(z.strictObject({
    fromStep: z.int().min(0),
    toStep: z.int().min(1),
    reason: z.string(),
    then: z.enum(["follow", "forget"]),
    by: z.enum(["hand", "feed", "failure"]),
  })),
  /** Step on which the strategy failed for good: from there on none trades. */
  failedAtStep: z.int().min(0).optional(),
  /** Positions that it began with, and when: once so many steps were settled. */
  takenOver: z.strictObject({
    afterStep: z.int().min(0),
    atMs: z.number(),
    positions: z.array(
      z.strictObject({ instrumentIndex: z.int().min(0), quantity: z.number(), price: z.number() }),
    ),
  }).optional(),
});

/**
 * All that a replay is made from, and all that was asked of it: kept in the data folder as JSON. With the same bars it gives the same
 * run again, to the last bit.
 */
export const replayDefinitionSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  /** A registered name, or a file that was named on the command line. */
  strategy: z.string(),
  /** Id of a data set; of the session's where it repeats one. */
  dataSet: z.string(),
  /** What differs from the schema's defaults; from step 0 on, or after each fork from its step on. */
  params: z.record(z.string(), z.unknown()),
  account: accountSchema,
  preset: z.string(),
  /** Parameters that took over at a step, in order of steps: what came before was done with those before. */
  changes: z.array(z.strictObject({ atStep: z.int().min(0), params: z.record(z.string(), z.unknown()) })),
  fork: z.strictObject({ of: z.string(), atStep: z.int().min(0) }).optional(),
  /** The session that it repeats, where it is of one. */
  session: replayedSessionSchema.optional(),
  /** What was asked for by hand once this many steps were settled, in order. */
  commands: z.array(z.strictObject({ afterStep: z.int().min(1), command: handCommandSchema })),
  /** Where it stood last. */
  step: z.int().min(0),
  createdMs: z.number(),
});

/** See {@link replayDefinitionSchema}. */
export type ReplayDefinition = z.infer<typeof replayDefinitionSchema>;
/** See {@link accountSchema}. */
export type Account = z.infer<typeof accountSchema>;
/** See {@link replayDefinitionSchema}. */
export type ReplayedSession = z.infer<typeof replayedSessionSchema>;
