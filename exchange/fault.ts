import { z } from "zod";
import { LockstepError } from "../engine/error.ts";

/** The exchanges that are spoken. */
export const VENUE_NAMES = ["binance", "coinbase", "kraken", "alpaca"] as const;
/** One of {@link VENUE_NAMES}. */
export type VenueName = typeof VENUE_NAMES[number];

const times = {
  /** Where: everywhere if absent. */
  venue: z.enum(VENUE_NAMES).optional(),
  /** How many times: messages, requests or connections, as the kind says; once if absent, without end while `forMs` lasts. */
  count: z.int().min(1).optional(),
  /** How long, by the exchange's clock. */
  forMs: z.number().positive().optional(),
  /** Which share of those that it could strike it strikes, drawn at random; all if absent. */
  share: z.number().positive().max(1).default(1),
};
const now = { venue: times.venue };
/** What happens at once, to so many open connections, the oldest first; to all if absent. */
const connections = { ...now, count: z.int().min(1).optional() };
const spanMs = z.number().positive();

/**
 * A misbehaviour of the exchange. `count`, `forMs` and `share` say how often it strikes; what happens at once has no such thing.
 * Messages are those of market data unless the kind says otherwise; times are the clock's, but for those of the market (`empty_minutes`).
 */
export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("drop"),
    ...connections,
    /** WebSocket close code; 1006 breaks the connection off. */
    code: z.union([1000, 1001, 1006, 1008, 1011].map((code) => z.literal(code))).default(1006),
    reason: z.string().max(100).default(""),
    /** How long the dropped session still holds its slot: a venue with one connection answers 406 (Alpaca). */
    holdsSlotMs: z.number().nonnegative().default(0),
  }).describe("connections are closed"),
  z.strictObject({ kind: z.literal("refuse"), ...times }).describe("connections are refused"),
  z.strictObject({ kind: z.literal("silence"), ...times }).describe(
    "connections are accepted, and nothing is ever said on them",
  ),
  z.strictObject({ kind: z.literal("stall"), ...connections, forMs: spanMs.optional() }).describe(
    "open connections fall silent without closing; what is due follows when it ends",
  ),
  z.strictObject({
    kind: z.literal("shutdown"),
    ...connections,
    afterMs: z.number().nonnegative().default(10_000),
  })
    .describe("the venue announces that it will close, and closes: two sockets overlap until then"),
  z.strictObject({
    kind: z.literal("ping_close"),
    ...connections,
    withinMs: z.number().nonnegative().default(0),
  })
    .describe(
      "a ping out of turn, and 1008 where no pong comes within this time: with 0 without waiting at all",
    ),
  z.strictObject({ kind: z.literal("delay"), ...times, byMs: spanMs.default(2_000) }).describe(
    "messages come late, in order",
  ),
  z.strictObject({ kind: z.literal("reorder"), ...times }).describe(
    "a message comes after one to three of those that follow it",
  ),
  z.strictObject({ kind: z.literal("duplicate"), ...times }).describe("messages come twice"),
  z.strictObject({ kind: z.literal("skip"), ...times }).describe("messages are lost, numbers go on"),
  z.strictObject({ kind: z.literal("half_frame"), ...times }).describe("only a part of a message comes"),
  z.strictObject({ kind: z.literal("garbage"), ...times }).describe("noise comes before a message"),
  z.strictObject({
    kind: z.literal("huge"),
    ...times,
    bytes: z.int().min(1_000).max(16_000_000).default(1_000_000),
    of: z.enum(["message", "nonsense"]).default("message"),
  }).describe("a message is blown up, or nonsense as large comes before it"),
  z.strictObject({ kind: z.literal("unknown_type"), ...times }).describe(
    "messages of a kind that nobody knows",
  ),
  z.strictObject({ kind: z.literal("bad_price"), ...times, price: z.number().default(0) }).describe(
    "trades are told at this price: 0, 1e12, …",
  ),
  z.strictObject({ kind: z.literal("time_backwards"), ...times, byMs: spanMs.default(3_600_000) }).describe(
    "trades are told with a time that lies back",
  ),
  z.strictObject({ kind: z.literal("clock_skew"), byMs: z.number().default(5_000), forMs: spanMs.optional() })
    .describe(
      "the exchange's own clock is wrong: all it says and stamps is ahead by this, or behind",
    ),
  z.strictObject({ kind: z.literal("revise_bar"), ...times }).describe(
    "a closed bar is told without its last trade, and told anew a second later",
  ),
  z.strictObject({ kind: z.literal("late_bar"), ...times, byMs: spanMs.default(5_000) }).describe(
    "a closed bar is told late",
  ),
  z.strictObject({ kind: z.literal("empty_minutes"), minutes: z.int().min(1).max(100_000).default(5) })
    .describe(
      "nothing is traded for so many minutes of market time, from the next full minute on",
    ),
  z.strictObject({
    kind: z.literal("burst"),
    trades: z.int().min(1).max(1_000_000).default(50_000),
    overMs: spanMs.default(1_000),
  }).describe("many trades of the first symbol at once"),
  z.strictObject({
    kind: z.literal("slow_consumer"),
    ...connections,
    messages: z.int().min(1).default(1_000),
  }).describe("the client counts as slow: messages pile up, and at so many it is cut off (407 at Alpaca)"),
  z.strictObject({
    kind: z.literal("error"),
    ...times,
    code: z.union([400, 402, 405, 406, 407, 409, 500].map((code) => z.literal(code))).default(406),
  }).describe(
    "Alpaca answers to authentication (402, 406, 407, 409, 500) or subscription (400, 405) with an error",
  ),
  z.strictObject({ kind: z.literal("message_rate"), ...times }).describe(
    "a request on a socket counts as one too many: Kraken says so, Coinbase too, Binance disconnects, Alpaca says 400",
  ),
  z.strictObject({ kind: z.literal("rest_429"), ...times, retryAfterS: z.int().min(0).default(5) }).describe(
    "REST: too many requests, with Retry-After",
  ),
  z.strictObject({ kind: z.literal("rest_418"), ...times, retryAfterS: z.int().min(0).default(120) })
    .describe(
      "REST: banned, with Retry-After",
    ),
  z.strictObject({ kind: z.literal("rest_500"), ...times }).describe("REST: the server failed"),
  z.strictObject({ kind: z.literal("rest_silent"), ...times }).describe("REST: no answer ever"),
  z.strictObject({ kind: z.literal("rest_slow_loris"), ...times }).describe(
    "REST: a byte of the answer a second",
  ),
  z.strictObject({ kind: z.literal("rest_garbage"), ...times }).describe("REST: an answer that is no JSON"),
  z.strictObject({ kind: z.literal("rest_incomplete"), ...times }).describe(
    "REST: half of the rows of a page; where the page says how to go on, that is right",
  ),
]);

/** See {@link faultSchema}. */
export type Fault = z.infer<typeof faultSchema>;

/** A fault as one may write it: what has a default may be left out. */
export type FaultRequest = z.input<typeof faultSchema>;

/** Names of all faults. */
export type FaultKind = Fault["kind"];

/** What each fault does, in words. */
export const FAULTS_IN_WORDS: Readonly<Record<FaultKind, string>> = Object.fromEntries(
  faultSchema.options.map((option) => [option.shape.kind.value, option.description ?? ""]),
) as Record<FaultKind, string>;

/** Reads a fault. @throws LockstepError naming what is wrong with it. */
export function readFault(value: unknown): Fault {
  const kind = (value as { kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== "string" || !Object.hasOwn(FAULTS_IN_WORDS, kind)) {
    throw new LockstepError(
      `There is no fault ${JSON.stringify(kind) ?? "without a kind"}: choose one of ${
        Object.keys(FAULTS_IN_WORDS).join(", ")
      }.`,
    );
  }
  const read = faultSchema.safeParse(value);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new LockstepError(
    `The fault ${kind} can't be read: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}.`,
  );
}
