import { z } from "zod";
import type { DeskEvent } from "../engine/desk/desk_event.ts";
import { STATEMENT_KINDS } from "../engine/desk/statements.ts";
import { FEED_STATES } from "../engine/live/feed_event.ts";
import { sessionCommandSchema, sessionConfigSchema } from "../engine/live/session_input.ts";
import { funnelSchema } from "../engine/result.ts";
import { VENUES } from "../feeds/venues.ts";
import { accountSchema } from "./replay_definition.ts";

/**
 * What the API says of paper sessions, and what goes over the WebSocket of one, both ways: the one file that server and page share. A page
 * imports its types alone. Times are UTC epoch milliseconds by the exchange's clock; what can't be known is missing, never 0.
 *
 * Socket: the client says `hello`, the server `welcome`; then come `bars` (the last 1,000 steps at first, then each as it closes), `events`
 * and `alerts`, each numbered from 0 without a gap. After a reconnect `eventsFrom` and `alertsFrom` ask for what wasn't had yet, so that none
 * is lost, also over a restart of the server. `state` comes when something has changed, at most four times a second: what lies between two is
 * left out.
 */

/** Version of these messages. */
export const SESSION_MESSAGES_VERSION = 1;

/** A session as pages and API ask for it; what is left out is as `deno task paper --help` says. */
export const sessionRequestSchema = z.strictObject({
  /** A registered strategy's name. */
  strategy: z.string().min(1).max(200),
  params: z.record(z.string(), z.unknown()).default({}),
  venue: z.enum(VENUES),
  /** As the exchange writes them: BTCUSDT, BTC-USD, BTC/USD, AAPL. */
  symbols: z.array(z.string().trim().min(1).max(40)).min(1).max(50),
  timeframe: z.string().min(1).max(10).default("1m"),
  /** Where it is given, the local exchange that the server was started with stands in; `speed` is how many times as fast that runs. */
  exchange: z.strictObject({ speed: z.number().min(0.001).max(1_000).default(1) }).optional(),
  account: accountSchema.prefault({}),
  preset: z.enum(["lockstep", "backtesting.py"]).default("lockstep"),
  /** What orders are matched against. */
  matching: z.enum(["bars", "trades"]).default("bars"),
  /** In ms; by the timeframe where it is left out. */
  lateAfterMs: z.number().positive().max(86_400_000).optional(),
  onLateBars: z.enum(["follow", "forget", "act"]).default("follow"),
  onFailure: z.enum(["flatten", "hold"]).default("flatten"),
});

/** How a feed does: see `FeedHealth`. */
export const feedHealthSchema = z.object({
  state: z.enum(FEED_STATES),
  reason: z.string(),
  lastMessageMs: z.number().optional(),
  lagMs: z.number().optional(),
  clockSkewMs: z.number().optional(),
  exchangeNowMs: z.number().optional(),
  messages: z.int(),
  messagesPerSecond: z.number(),
  reconnects: z.int(),
  gaps: z.int(),
  unfilledGaps: z.int(),
  setAside: z.record(z.string(), z.int()),
});

/** How a session stands. */
export const sessionStateSchema = z.object({
  phase: z.enum(["running", "paused", "killed", "failed", "stopped"]),
  /** Why it is killed or has failed; empty otherwise. */
  phaseReason: z.string(),
  /** Steps that are settled, warm-up included, and the close time of the last. */
  steps: z.int(),
  timeMs: z.number().optional(),
  /** At the last close, and at the prices of the last trades. */
  equity: z.number(),
  equityNow: z.number(),
  cash: z.number(),
  /** Of `equityNow`; in percent of the cash that it began with, and of the peak so far, ≤ 0. */
  returnPct: z.number(),
  drawdownPct: z.number(),
  /** Worst at a close so far, ≤ 0. */
  maxDrawdownPct: z.number(),
  trades: z.int(),
  positions: z.array(z.object({
    instrumentIndex: z.int(),
    /** Negative when short. */
    quantity: z.number(),
    averagePrice: z.number(),
    lastPrice: z.number(),
    unrealisedProfit: z.number(),
  })),
  /** Orders that work, and levels that rules guard. */
  levels: z.array(z.object({
    instrumentIndex: z.int(),
    kind: z.enum(["limit", "stop", "guardStop", "guardTarget"]),
    price: z.number(),
    label: z.string(),
  })),
  /** Orders that work, market orders included. */
  working: z.int(),
  funnel: funnelSchema,
  /** The rule that has ended trading; empty while it goes on. */
  haltReason: z.string(),
  /** By instrument; null before its first. */
  lastPrices: z.array(z.number().nullable()),
  /** While it runs here. */
  feed: feedHealthSchema.optional(),
});

/** Something a person should hear of though nobody is looking: see `paper/alerts.ts`. */
export const sessionAlertSchema = z.object({
  sequence: z.int(),
  timeMs: z.number(),
  level: z.enum(["info", "warning", "alarm"]),
  kind: z.enum(["fill", "refusal", "halt", "feed", "phase", "trouble", "ended"]),
  text: z.string(),
});

/** A session. */
export const sessionSchema = z.object({
  id: z.string(),
  /** here: it runs in this server; elsewhere: another process has it; resting: nobody runs it; stopped: for good. */
  status: z.enum(["here", "elsewhere", "resting", "stopped"]),
  /** Who has it, where that is another process. */
  holder: z.string().optional(),
  /** Why it doesn't run though it should, or can't be read. */
  problem: z.string().optional(),
  /** Missing where its journal can't be read. */
  config: sessionConfigSchema.optional(),
  strategyTitle: z.string().optional(),
  /** Missing where that can't be told: its journal can't be read, or its strategy is a file, which isn't run here. */
  state: sessionStateSchema.optional(),
  /** The last alerts, oldest first; in lists they are left out. */
  alerts: z.array(sessionAlertSchema).optional(),
});

/** What a part of the desk said: see {@link DeskEvent}. */
export const sessionEventSchema = z.object({
  /** Counts the session's events from 0, the same after every restart. */
  sequence: z.int(),
  step: z.int(),
  timeMs: z.number().nullable(),
  instrumentIndex: z.int(),
  stage: z.enum(["signal", "sizer", "risk", "broker", "portfolio"]),
  kind: z.enum(STATEMENT_KINDS),
  direction: z.number().optional(),
  strength: z.number().optional(),
  quantity: z.number().optional(),
  askedQuantity: z.number().optional(),
  price: z.number().optional(),
  fee: z.number().optional(),
  slippage: z.number().optional(),
  orderId: z.number().optional(),
  signalId: z.number().optional(),
  orderType: z.enum(["market", "limit", "stop", "stop_limit"]).optional(),
  limitPrice: z.number().optional(),
  stopPrice: z.number().optional(),
  profit: z.number().optional(),
  returnPct: z.number().optional(),
  reason: z.string().optional(),
});

/** Everything a client may send. */
export const sessionClientMessageSchema = z.discriminatedUnion("type", [
  /** First of all. The numbers of the first event and alert not yet had; where they are left out, only the newest come. */
  z.strictObject({
    type: z.literal("hello"),
    version: z.literal(SESSION_MESSAGES_VERSION),
    eventsFrom: z.int().min(0).optional(),
    alertsFrom: z.int().min(0).optional(),
  }),
  /** Answered by `commanded` with the same id once it is in the journal, or by `problem`. */
  z.strictObject({ type: z.literal("command"), id: z.int().default(0), command: sessionCommandSchema }),
]);

/** The steps at one close time: one bar of each instrument that has one. */
export interface SessionStep {
  /** Counts the session's steps from 0, as events do. */
  readonly step: number;
  readonly timeMs: number;
  /** At the close; while indicators warm up, the cash. */
  readonly equity: number;
  /** By instrument: open time, open, high, low, close, volume; null where it has none. */
  readonly bars: readonly (readonly number[] | null)[];
}

/** Everything a server may send. */
export type SessionServerMessage =
  | { readonly type: "welcome"; readonly version: 1; readonly session: SessionSummary }
  /** How it stands and where it runs; `session.alerts` is left out. */
  | { readonly type: "state"; readonly session: SessionSummary }
  /** `nextSequence` is the number that the next event will have; where more are to come they follow at once. */
  | { readonly type: "events"; readonly events: readonly SessionEvent[]; readonly nextSequence: number }
  | { readonly type: "alerts"; readonly alerts: readonly SessionAlert[]; readonly nextSequence: number }
  | { readonly type: "bars"; readonly steps: readonly SessionStep[] }
  /** What a market order will have been filled at, before it is booked. */
  | { readonly type: "expected"; readonly events: readonly DeskEvent[] }
  | { readonly type: "commanded"; readonly id: number }
  | { readonly type: "problem"; readonly title: string; readonly detail: string };

/** See {@link sessionRequestSchema}; defaults may be left out. */
export type SessionRequestInput = z.input<typeof sessionRequestSchema>;
/** See {@link sessionSchema}. */
export type SessionSummary = z.infer<typeof sessionSchema>;
/** See {@link sessionStateSchema}. */
export type SessionState = z.infer<typeof sessionStateSchema>;
/** See {@link sessionAlertSchema}. */
export type SessionAlert = z.infer<typeof sessionAlertSchema>;
/** See {@link sessionEventSchema}. */
export interface SessionEvent extends Omit<DeskEvent, "timeMs"> {
  /** Counts the session's events from 0. */
  readonly sequence: number;
  /** Null before the first bar. */
  readonly timeMs: number | null;
}
/** See {@link sessionClientMessageSchema}. */
export type SessionClientMessage = z.output<typeof sessionClientMessageSchema>;
