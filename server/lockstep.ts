import { z } from "zod";
import type { ParityReport } from "../engine/live/parity.ts";
import type { SessionCommand } from "../engine/live/session_input.ts";
import type { RunResult } from "../engine/result.ts";
import type { Fault } from "./http/faults.ts";
import { accountSchema } from "./replay_definition.ts";
import type { SessionRequestInput, SessionSummary } from "./session_messages.ts";

/** What pages and API ask of the server, and all that they may know of it. */
export interface Lockstep {
  /** In the order in which they are to be shown: the samples, what was named on the command line, what is made up. */
  dataSets(): readonly DataSetSummary[];
  dataSet(id: string): DataSetSummary | undefined;
  /** Registered ones in alphabetical order, then files that were named on the command line. */
  strategies(): readonly StrategySummary[];
  strategy(name: string): StrategySummary | undefined;
  /** Newest first. */
  runs(): readonly RunSummary[];
  run(id: string): RunSummary | undefined;
  /** The whole record of a run that is done (or was stopped); undefined where there is none. */
  record(id: string): Promise<RunResult | undefined>;
  /** @throws RequestProblem where the request can't be carried out, with what is wrong by field. */
  startRun(request: RunRequest): Promise<RunSummary>;
  cancelRun(id: string): RunSummary | undefined;
  /** Cancels it where it runs, then forgets it; false where there is none. */
  deleteRun(id: string): Promise<boolean>;
  /** Newest first. */
  replays(): readonly ReplaySummary[];
  replay(id: string): ReplaySummary | undefined;
  /** @throws RequestProblem as above. */
  createReplay(request: ReplayRequest): Promise<ReplaySummary>;
  deleteReplay(id: string): Promise<boolean>;
  /** Newest first. */
  sessions(): Promise<readonly SessionSummary[]>;
  /** With its last alerts; undefined where there is none. */
  session(id: string): Promise<SessionSummary | undefined>;
  /** @throws RequestProblem where it can't be begun, or the exchange doesn't answer (504). */
  createSession(request: SessionRequestInput): Promise<SessionSummary>;
  /** Asks a session that runs here for something; resolves once it is in the journal. @throws RequestProblem. */
  commandSession(id: string, command: SessionCommand): Promise<SessionSummary>;
  /** Goes on with a session that rests, and leaves one as it stands. @throws RequestProblem. */
  takeUpSession(id: string): Promise<SessionSummary>;
  leaveSession(id: string): Promise<SessionSummary>;
  /** The kill switch of all sessions that run here: how many it reached, and how many it didn't. */
  killSessions(flattens: boolean): Promise<{ readonly killed: number; readonly notReached: number }>;
  /** A session held against a backtest over the exchange's history. @throws RequestProblem (504 where the exchange is silent). */
  sessionParity(id: string): Promise<ParityReport>;
  /**
   * A replay that repeats a session, as far as it has come, with all that was asked of it. @throws RequestProblem where there is no such
   * session (404), or it can't be repeated (409).
   */
  replaySession(id: string): Promise<ReplaySummary>;
  /** Where the local exchange is that sessions may trade on; undefined where there is none. */
  readonly localExchange: string | undefined;
}

/** Stored bars that can be run or replayed. */
export interface DataSetSummary {
  /** "aapl_1d": stands in addresses. */
  readonly id: string;
  /** "Apple, daily, 2013–2018". */
  readonly title: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly bars: number;
  readonly firstTimeMs: number;
  readonly lastTimeMs: number;
  /** Where it comes from, in words; says so where it is made up. */
  readonly source: string;
  readonly isSynthetic: boolean;
}

/** A strategy that can be run. */
export interface StrategySummary {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** Book, paper or page. */
  readonly source: string;
  /** JSON Schema (2020-12) of its parameters. */
  readonly paramsSchema: Readonly<Record<string, unknown>>;
  /** The file's text, and its path in the project or as it was named. */
  readonly code: string;
  readonly path: string;
  /** What it is composed of at its default parameters, by stage, in words. */
  readonly stages: Readonly<Record<"indicator" | "signal" | "sizer" | "risk", readonly string[]>>;
}

/** A backtest as pages and API ask for it. */
export const runRequestSchema = z.strictObject({
  strategy: z.string().min(1).max(200),
  params: z.record(z.string(), z.unknown()).default({}),
  dataSet: z.string().min(1).max(200),
  /** Trading begins with the first bar that opens at or after this; earlier bars are warm-up. UTC epoch milliseconds. */
  fromMs: z.number().optional(),
  /** Bars that open at or after this are left out. */
  toMs: z.number().optional(),
  account: accountSchema.prefault({}),
  preset: z.enum(["lockstep", "backtesting.py"]).default("lockstep"),
});

/** A replay as pages and API ask for it; `of` and `atStep` make it a fork of another one, with `params` from that step on. */
export const replayRequestSchema = z.union([
  z.strictObject({
    strategy: z.string().min(1).max(200),
    params: z.record(z.string(), z.unknown()).default({}),
    dataSet: z.string().min(1).max(200),
    account: accountSchema.prefault({}),
    preset: z.enum(["lockstep", "backtesting.py"]).default("lockstep"),
    /** Where it stands at first; 0 by default. */
    step: z.int().min(0).default(0),
  }),
  z.strictObject({
    fork: z.strictObject({ of: z.string(), atStep: z.int().min(0) }),
    params: z.record(z.string(), z.unknown()),
  }),
]);

/** See {@link runRequestSchema}; defaults may be left out. */
export type RunRequest = z.input<typeof runRequestSchema>;
/** See {@link replayRequestSchema}; defaults may be left out. */
export type ReplayRequest = z.input<typeof replayRequestSchema>;

/** A run, without its record. */
export interface RunSummary {
  readonly id: string;
  readonly status: "running" | "done" | "failed" | "cancelled";
  /** Share of the bars that are through, 0 to 1. */
  readonly progress: number;
  /** True while other runs have to end before it begins. */
  readonly isWaiting?: boolean;
  /** Why it failed, in words for people. */
  readonly failure?: string;
  readonly request: z.output<typeof runRequestSchema>;
  readonly strategyTitle: string;
  readonly dataSetTitle: string;
  readonly createdMs: number;
  /** Once it is done: a few figures by their names in the record's `metrics`; a figure that can't be known is missing. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly fingerprint?: string;
}

/** A replay, without what happens in it. */
export interface ReplaySummary {
  readonly id: string;
  readonly strategy: string;
  readonly strategyTitle: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly dataSet: string;
  readonly dataSetTitle: string;
  readonly steps: number;
  readonly step: number;
  readonly createdMs: number;
  readonly fork?: { readonly of: string; readonly atStep: number };
  readonly commandCount: number;
}

/** A request that can't be carried out: what is wrong, for people, by field ("params.fast", "account.cash") where it has one. */
export class RequestProblem extends Error {
  constructor(
    readonly status: 400 | 404 | 409 | 422 | 429 | 504,
    readonly title: string,
    readonly faults: readonly Fault[],
  ) {
    super(`${title}: ${faults.map(({ message }) => message).join("; ")}`);
    this.name = "RequestProblem";
  }
}
