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

/**
 * All that a replay is made from, and all that was asked of it: kept in the data folder as JSON. With the same bars it gives the same
 * run again, to the last bit.
 */
export const replayDefinitionSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  /** A registered name, or a file that was named on the command line. */
  strategy: z.string(),
  /** Id of a data set. */
  dataSet: z.string(),
  /** What differs from the schema's defaults; from step 0 on, or after each fork from its step on. */
  params: z.record(z.string(), z.unknown()),
  account: accountSchema,
  preset: z.string(),
  /** Parameters that took over at a step, in order of steps: what came before was done with those before. */
  changes: z.array(z.strictObject({ atStep: z.int().min(0), params: z.record(z.string(), z.unknown()) })),
  fork: z.strictObject({ of: z.string(), atStep: z.int().min(0) }).optional(),
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
