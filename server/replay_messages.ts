import { z } from "zod";
import type { DeskEvent } from "../engine/desk/desk_event.ts";

/**
 * What goes over the WebSocket of a replay, both ways: the one file that server and island share. An island imports its types alone, so
 * that no schema travels to the browser; the server parses every message that comes in.
 *
 * Steps count a replay's bars (of all instruments together, by close time) from 0. A replay *stands at* step n once steps 0 … n−1 are
 * settled: at 0 nothing has happened yet. "This bar" is step n−1.
 *
 * Server → client: JSON texts ({@link ServerMessage}) and binary columns ({@link ColumnsHead} and what follows it, see
 * `server/columns_message.ts`). After `hello` come `welcome`, then a tick at once. Every tick must be acknowledged; the server sends
 * the next one only when fewer than two are unacknowledged, so a slow browser gets fewer and larger ticks: equity and prices conflated,
 * fills never left out. A tick's columns are sent just before it.
 */

/** Version of these messages. */
export const MESSAGES_VERSION = 1;

/** An order by hand, as the desk takes it; see engine/decision.ts. Prices in quote currency, quantity in units. */
export const handOrderSchema = z.strictObject({
  direction: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
  quantity: z.number().positive().max(1e15).optional(),
  type: z.enum(["market", "limit", "stop", "stop_limit"]).optional(),
  limitPrice: z.number().positive().max(1e15).optional(),
  stopPrice: z.number().positive().max(1e15).optional(),
  timeInForce: z.enum(["gtc", "day"]).optional(),
  stopLossPrice: z.number().positive().max(1e15).optional(),
  takeProfitPrice: z.number().positive().max(1e15).optional(),
  reason: z.string().min(1).max(80).optional(),
});

/** Something asked for by hand at the bar at which the replay stands; an input of the run like the bars are. */
export const handCommandSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("order"), instrumentIndex: z.int().min(0), decision: handOrderSchema }),
  z.strictObject({ kind: z.literal("cancel"), instrumentIndex: z.int().min(0).optional() }),
  z.strictObject({ kind: z.literal("flatten"), instrumentIndex: z.int().min(0).optional() }),
]);

/** What a replay can be told to do. The same shapes are the body of POST /api/v1/replays/{id}/control. */
export const controlSchema = z.discriminatedUnion("action", [
  /** Bars a second; "max" is as fast as it goes. */
  z.strictObject({
    action: z.literal("play"),
    barsPerSecond: z.union([z.number().positive().max(1e9), z.literal("max")]),
  }),
  z.strictObject({ action: z.literal("pause") }),
  /** Forward or back by some bars. */
  z.strictObject({ action: z.literal("step"), steps: z.int().min(-1e9).max(1e9) }),
  /** On to the bar of the next of these, or to the end. */
  z.strictObject({ action: z.literal("next"), what: z.enum(["signal", "order", "fill", "refusal"]) }),
  z.strictObject({ action: z.literal("seek"), step: z.int().min(0) }),
  /** To the first step that is known at or after this time (its close time), or to the end. */
  z.strictObject({ action: z.literal("seekTime"), timeMs: z.number() }),
  z.strictObject({ action: z.literal("command"), command: handCommandSchema }),
  /** Takes back what was asked for by hand at this bar, the last one first. */
  z.strictObject({ action: z.literal("undo") }),
]);

/** Everything a client may send. */
export const clientMessageSchema = z.discriminatedUnion("type", [
  /** First of all. `eventsFrom`: the sequence number of the first event not yet had, after a reconnect. */
  z.strictObject({
    type: z.literal("hello"),
    version: z.literal(MESSAGES_VERSION),
    eventsFrom: z.int().min(0).default(0),
  }),
  z.strictObject({ type: z.literal("ack"), tick: z.int().min(0) }),
  z.strictObject({ type: z.literal("control"), control: controlSchema }),
  /**
   * What the chart shows: bars up to the one at which the replay stands (`follow`), or a fixed stretch. Ticks carry columns for it.
   * `points` at most; bars are aggregated to fit. A coarser `timeframe` shows only bars of it that are closed.
   */
  z.strictObject({
    type: z.literal("view"),
    view: z.strictObject({
      /** The client's name for it: "main", "coarse". Columns carry it. */
      name: z.string().min(1).max(20),
      instrumentIndex: z.int().min(0),
      follow: z.boolean(),
      /** Bars wanted before the newest one, where it follows. */
      bars: z.int().min(1).max(10_000_000),
      /** The stretch, where it doesn't. */
      fromStep: z.int().min(0).optional(),
      toStep: z.int().min(0).optional(),
      points: z.int().min(10).max(10_000),
      timeframe: z.string().max(10).optional(),
    }),
  }),
  z.strictObject({ type: z.literal("closeView"), name: z.string().min(1).max(20) }),
  /** Past events of a stage (or of all), newest first, before a sequence number. Answered by `history`. */
  z.strictObject({
    type: z.literal("history"),
    id: z.int(),
    stage: z.enum(["signal", "sizer", "risk", "broker", "portfolio"]).optional(),
    before: z.int().min(0).optional(),
    limit: z.int().min(1).max(500),
  }),
]);

/** The stages of the pipeline, in their order. */
export const STAGES = ["indicator", "signal", "sizer", "risk", "broker", "portfolio"] as const;
/** One of {@link STAGES}. */
export type Stage = typeof STAGES[number];

/** What an actor said: see {@link DeskEvent}. */
export interface ReplayEvent extends DeskEvent {
  /** Numbered from 0 without a gap, in the order in which things happened; after a seek back numbers are used again. */
  readonly sequence: number;
}

/** A position as it stands. */
export interface ReplayPosition {
  readonly instrumentIndex: number;
  /** Negative when short. */
  readonly quantity: number;
  readonly averagePrice: number;
  readonly lastPrice: number;
  readonly unrealisedProfit: number;
}

/** An order that works, or a level that a rule guards; a line on the chart. */
export interface ReplayLevel {
  readonly instrumentIndex: number;
  readonly kind: "limit" | "stop" | "guardStop" | "guardTarget";
  readonly price: number;
  /** "trailing_stop", "sell 12 stop". */
  readonly label: string;
}

/** Counts of the funnel: see `funnelSchema` in engine/result.ts. */
export interface ReplayFunnel {
  readonly bars: number;
  readonly signals: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly sized: number;
  readonly unsized: Readonly<Record<string, number>>;
  readonly approved: number;
  readonly resized: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly submitted: number;
  readonly submittedByRule: Readonly<Record<string, number>>;
  readonly submittedByHand: number;
  readonly filled: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly cancelled: Readonly<Record<string, number>>;
  readonly expired: number;
  readonly working: number;
}

/** Where a replay stands. */
export interface ReplayPlace {
  /** Steps that are settled; see above. */
  readonly step: number;
  /** Close time of this bar; of the first bar's open while step is 0. */
  readonly timeMs: number;
  readonly isPlaying: boolean;
  /** As it was asked for; it stands while paused. */
  readonly barsPerSecond: number | "max";
}

/** What a replay is: does not change while it lives, but for `commands`. */
export interface ReplayDescription {
  readonly id: string;
  readonly strategy: { readonly name: string; readonly title: string; readonly version: string };
  readonly params: Readonly<Record<string, unknown>>;
  readonly dataSet: string;
  readonly instruments: readonly {
    readonly symbol: string;
    readonly currency: string;
    readonly tickSize: number;
    readonly lotSize: number;
  }[];
  readonly timeframe: string;
  /** Coarser timeframes that a second chart may show. */
  readonly coarserTimeframes: readonly string[];
  readonly steps: number;
  readonly firstTimeMs: number;
  readonly lastTimeMs: number;
  readonly cash: number;
  /** Columns of indicators, where they are drawn: over the prices, or in a pane of their own name. */
  readonly indicators: readonly {
    readonly column: string;
    readonly title: string;
    readonly pane: "price" | string;
  }[];
  /** Of each stage, what stands in it, in words: ["crossover of fast and slow"], ["trailing stop 10 %"]. */
  readonly stages: Readonly<Record<Stage, readonly string[]>>;
  /** Where it came from, if it is a fork: another replay's id, and the step from which it goes its own way. */
  readonly fork?: { readonly of: string; readonly atStep: number };
  /** How many things were asked for by hand, in all of it. */
  readonly commandCount: number;
}

/** Everything a server may send as text. */
export type ServerMessage =
  | { readonly type: "welcome"; readonly version: 1; readonly replay: ReplayDescription }
  | {
    readonly type: "tick";
    /** Numbered from 0; to be acknowledged. */
    readonly tick: number;
    readonly place: ReplayPlace;
    /**
     * How far the client's events still hold: it drops those from this sequence number on (after a seek back), then takes `fills` and
     * `events`. `nextSequence` is the number that the next event will have.
     */
    readonly eventsFrom: number;
    readonly nextSequence: number;
    /** All fills, closed trades and refusals since the last tick. */
    readonly fills: readonly ReplayEvent[];
    /** The other events of this bar and the ones before it: the newest at most 100. Older ones are asked for by `history`. */
    readonly events: readonly ReplayEvent[];
    /** Values at this bar, by instrument and then by indicator column; null where there is none yet. */
    readonly indicators: readonly (readonly (number | null)[])[];
    /** Last bar known of each instrument: open, high, low, close, volume; null before its first. */
    readonly bars: readonly (readonly number[] | null)[];
    readonly equity: number;
    readonly cash: number;
    /** Of the run so far, in percent, ≤ 0; and the worst. */
    readonly drawdownPct: number;
    readonly maxDrawdownPct: number;
    readonly returnPct: number;
    readonly trades: number;
    readonly positions: readonly ReplayPosition[];
    readonly levels: readonly ReplayLevel[];
    readonly funnel: ReplayFunnel;
    readonly haltReason: string;
    /** Why the strategy ended the run, if it did: it can go no further than here. */
    readonly failure?: string;
    readonly commandCount: number;
  }
  | { readonly type: "history"; readonly id: number; readonly events: readonly ReplayEvent[] }
  | { readonly type: "problem"; readonly title: string; readonly detail: string };

/**
 * Head of a binary message. On the wire: a 4-byte little-endian length of the head's JSON in bytes, the JSON (padded with spaces so that
 * what follows begins at a multiple of 8), then the columns one after the other, float64 little-endian, `length` values each.
 */
export type ColumnsHead =
  | {
    /** Bars of a view. Columns: step, openTimeMs, open, high, low, close, volume, equity, then each indicator's. NaN is no value. */
    readonly type: "bars";
    readonly view: string;
    readonly instrumentIndex: number;
    /** Whether these go behind the bars that the client has of this view (the first may replace its last), or replace all of them. */
    readonly mode: "append" | "replace";
    /** Steps in a point: 1 where bars aren't aggregated. */
    readonly stepsPerPoint: number;
    readonly columns: readonly string[];
    readonly length: number;
  }
  | {
    /** The whole run so far for the timeline, at most 2,000 points. Columns: step, timeMs, equity (last), equityLow, equityHigh, drawdownPct (worst). */
    readonly type: "timeline";
    readonly columns: readonly string[];
    readonly length: number;
  };

/** See {@link controlSchema}. */
export type Control = z.infer<typeof controlSchema>;
/** See {@link handCommandSchema}. */
export type HandCommand = z.infer<typeof handCommandSchema>;
/** See {@link handOrderSchema}. */
export type HandOrder = z.infer<typeof handOrderSchema>;
/** See {@link clientMessageSchema}. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;
/** What a client writes: fields with defaults may be left out. */
export type ClientMessageInput = z.input<typeof clientMessageSchema>;
