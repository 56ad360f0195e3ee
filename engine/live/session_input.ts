import { z } from "zod";
import { BAR_FIELDS, Bars } from "../bars.ts";
import { LockstepError } from "../error.ts";
import { instrumentSchema } from "../instrument.ts";
import { NO_TRADES, type Trades } from "../ticks.ts";

/**
 * The inputs of a session: what its journal holds, and all that it acts on. From them alone everything that it did follows, to the last bit.
 */

/** Version of these shapes; a journal of another one is refused instead of misread. */
export const SESSION_VERSION = 1;

/** What a session trades, how, and where its prices come from; its first input, and the same for its whole life. */
export const sessionConfigSchema = z.strictObject({
  version: z.literal(SESSION_VERSION),
  /** A registered strategy's name, or a file's path as it was given. */
  strategy: z.string().min(1),
  strategyVersion: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** As `feeds/venues.ts` names it. */
  venue: z.string().min(1),
  /** The local exchange that stands in for it, and how many times as fast its time runs; absent: the exchange itself. */
  exchange: z.strictObject({ url: z.string(), speed: z.number().positive() }).optional(),
  instruments: z.array(instrumentSchema).min(1),
  timeframe: z.string(),
  account: z.strictObject({
    cash: z.number().positive(),
    direction: z.enum(["long", "short", "both"]),
    feeBps: z.number().nonnegative(),
    feePerShare: z.number().nonnegative(),
    slippageBps: z.number().nonnegative(),
    leverage: z.number().positive(),
  }),
  preset: z.string(),
  /** Trading begins with the first bar that closes at or after this; what comes before is warm-up. */
  tradeFromMs: z.number(),
  /** Bars of history that are fetched before it. */
  warmupBars: z.int().nonnegative(),
  /** A bar that becomes known so much later than it closed is late: nothing is decided on it. In ms. */
  lateAfterMs: z.number().positive(),
  /** What is done about signals of late bars (a gap, a time when the session was down): see `StandAside`; "act" takes them as if in time. */
  onLateBars: z.enum(["follow", "forget", "act"]),
  /** What becomes of positions when the strategy fails. */
  onFailure: z.enum(["flatten", "hold"]),
  /** What orders are matched against: bars, as most backtests are, or the trades of which bars are made. */
  matching: z.enum(["bars", "trades"]).optional(),
  /** What is made of a bucket of time without a trade. */
  emptyBars: z.enum(["skip", "flat"]),
  /**
   * The session whose account it goes on with, and what that held at its last closes. `account.cash` is that account's equity then, what is
   * held included: it is taken over at those prices.
   */
  inherits: z.strictObject({
    sessionId: z.string().min(1),
    positions: z.array(z.strictObject({
      instrumentIndex: z.int().nonnegative(),
      /** Negative when short. */
      quantity: z.number().refine((quantity) => quantity !== 0, "a position of nothing is none"),
      price: z.number().positive(),
    })),
  }).optional(),
  /** The version of Lockstep that began it. */
  lockstep: z.string(),
});

/** See {@link sessionConfigSchema}. */
export type SessionConfig = z.infer<typeof sessionConfigSchema>;

/** What a person can ask of a session. */
export const sessionCommandSchema = z.discriminatedUnion("action", [
  /** Nothing new is decided; orders and guards go on. */
  z.strictObject({ action: z.literal("pause") }),
  z.strictObject({ action: z.literal("resume") }),
  /** Cancels what works and closes what is held at the next bar's open. */
  z.strictObject({ action: z.literal("flatten") }),
  z.strictObject({ action: z.literal("cancel"), instrumentIndex: z.int().nonnegative().optional() }),
  /** Cancels what works, closes what is held if asked to, and decides nothing more until a person lifts it. */
  z.strictObject({ action: z.literal("kill"), flattens: z.boolean(), reason: z.string().max(200) }),
  z.strictObject({ action: z.literal("lift") }),
  /** The end: cancels what works; what is held stays so in the record, or is closed first. */
  z.strictObject({ action: z.literal("stop"), flattens: z.boolean() }),
]);

/** See {@link sessionCommandSchema}. */
export type SessionCommand = z.infer<typeof sessionCommandSchema>;

/** Columns of one instrument's bars, in the order of `BAR_FIELDS`. */
export type BarColumns = readonly (readonly number[])[];

const gapSchema = z.strictObject({
  instrumentIndex: z.int().nonnegative(),
  fromMs: z.number(),
  toMs: z.number(),
  isFilled: z.boolean(),
});

/** An input. */
export type SessionInput =
  | { readonly kind: "open"; readonly config: SessionConfig }
  | {
    readonly kind: "bars";
    /** By instrument; one step, or many where they come from history. */
    readonly bars: readonly BarColumns[];
    readonly origin: "history" | "live" | "backfill";
    /**
     * Of one live step, by instrument: the trades of its bar, where something waits for them and orders are matched against trades; null
     * where nothing does, or they aren't known.
     */
    readonly trades?: readonly (TradeColumns | null)[];
    /** Whether they became known too late to decide anything on. */
    readonly isLate: boolean;
    /** By instrument: number and time of the last trade until then, from which the feed goes on after a crash; null where it isn't known. */
    readonly lastTrades?: readonly (readonly [tradeId: number, timeMs: number] | null)[];
  }
  | { readonly kind: "command"; readonly command: SessionCommand }
  /** What the feed had to tell beside bars: nothing follows from it, and parity is explained by it. */
  | {
    readonly kind: "feed";
    readonly what: "lost" | "back" | "gap" | "late" | "differs";
    readonly text: string;
    /** Of a gap, or a bar that differs: whose it is, from when to when, and whether all of it could be fetched. */
    readonly gap?: z.infer<typeof gapSchema>;
  }
  /** The strategy failed on the input of this number, again and again: it is set aside, and the strategy with it. */
  | { readonly kind: "failed"; readonly sequence: number; readonly reason: string };

const columnsSchema = z.array(z.array(z.number())).length(BAR_FIELDS.length);

const inputSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("open"), config: sessionConfigSchema }),
  z.strictObject({
    kind: z.literal("bars"),
    bars: z.array(columnsSchema),
    origin: z.enum(["history", "live", "backfill"]),
    isLate: z.boolean(),
    trades: z.array(z.tuple([z.array(z.number()), z.array(z.number()), z.array(z.number())]).nullable())
      .optional(),
    lastTrades: z.array(z.tuple([z.number(), z.number()]).nullable()).optional(),
  }),
  z.strictObject({ kind: z.literal("command"), command: sessionCommandSchema }),
  z.strictObject({
    kind: z.literal("feed"),
    what: z.enum(["lost", "back", "gap", "late", "differs"]),
    text: z.string(),
    gap: gapSchema.optional(),
  }),
  z.strictObject({ kind: z.literal("failed"), sequence: z.int(), reason: z.string() }),
]);

/** An input as a journal keeps it. */
export function writeInput(input: SessionInput): string {
  return JSON.stringify(input);
}

/** The input that a journal kept. @throws LockstepError where it is none. */
export function readInput(body: string, where: string): SessionInput {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new LockstepError(`${where} can't be read: it is not JSON.`);
  }
  // Bars are by far the most: they are looked at by hand, everything else by its schema.
  if (isBars(value)) return value;
  const parsed = inputSchema.safeParse(value);
  if (parsed.success) return parsed.data as SessionInput;
  throw new LockstepError(`${where} is no input of a session: ${parsed.error.issues[0].message}.`);
}

function isBars(value: unknown): value is Extract<SessionInput, { kind: "bars" }> {
  const input = value as Extract<SessionInput, { kind: "bars" }> | null;
  return input?.kind === "bars" && Array.isArray(input.bars) && typeof input.isLate === "boolean" &&
    ["history", "live", "backfill"].includes(input.origin) &&
    (input.trades === undefined || Array.isArray(input.trades) && input.trades.every(areTrades)) &&
    input.bars.every((columns) =>
      Array.isArray(columns) && columns.length === BAR_FIELDS.length &&
      columns.every((column) => column.length === columns[0].length && column.every(Number.isFinite))
    );
}

function areTrades(columns: TradeColumns | null): boolean {
  return columns === null ||
    Array.isArray(columns) && columns.length === 3 &&
      columns.every((column) =>
        Array.isArray(column) && column.length === columns[0].length && column.every(Number.isFinite)
      );
}

/** Trades of one instrument's bar in order: milliseconds since the bar opened, prices, quantities. */
export type TradeColumns = readonly [
  sinceOpenMs: readonly number[],
  price: readonly number[],
  quantity: readonly number[],
];

/** Of no bar. */
export const NO_COLUMNS: BarColumns = BAR_FIELDS.map(() => []);

/** Columns of bars as an input holds them. */
export function columnsOf(bars: Bars): BarColumns {
  return BAR_FIELDS.map((field) => {
    const column = bars[field], numbers = new Array<number>(column.length);
    for (let i = 0; i < column.length; i++) numbers[i] = column[i]; // Array.from takes ten times as long
    return numbers;
  });
}

/** The bars that such columns hold. */
export function barsOfColumns(columns: BarColumns): Bars {
  return barsOfInstruments([columns])[0];
}

/** The same for each instrument. All are views over one array: to allocate arrays of a number or two takes ten times as long. */
export function barsOfInstruments(instruments: readonly BarColumns[]): Bars[] {
  const numbers = new Float64Array(
    BAR_FIELDS.length * instruments.reduce((sum, [open]) => sum + open.length, 0),
  );
  let end = 0;
  const column = (values: readonly number[]) => {
    const begin = end;
    for (let i = 0; i < values.length; i++) numbers[end++] = values[i];
    return numbers.subarray(begin, end);
  };
  return instruments.map((columns) => {
    if (columns[0].length === 0) return Bars.NONE;
    const [open, high, low, close, volume, openTimeMs, closeTimeMs] = columns.map(column);
    return new Bars(openTimeMs, closeTimeMs, open, high, low, close, volume);
  });
}

/** The trades that such columns hold, of the first of these bars; none where there are none. */
export function tradesOfColumns(columns: TradeColumns | null, { openTimeMs }: Bars): Trades {
  if (columns === null || openTimeMs.length === 0) return NO_TRADES;
  const [sinceOpenMs, price, quantity] = columns;
  return {
    timeMs: Float64Array.from(sinceOpenMs, (ms) => openTimeMs[0] + ms),
    price: Float64Array.from(price),
    quantity: Float64Array.from(quantity),
    takerSide: new Int8Array(price.length),
  };
}
