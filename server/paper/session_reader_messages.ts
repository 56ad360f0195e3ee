import type { ParityReport } from "../../engine/live/parity.ts";
import type { SharedBars, SharedColumns } from "../replay/replay_worker_messages.ts";
import type { ReplayedSession } from "../replay_definition.ts";
import type { SessionEvent } from "../session_messages.ts";
import type { SessionReplay } from "./session_replay.ts";

/** What journals are read for (`server/paper/session_reader_worker.ts`), by its kind: what is asked, and what comes of it. */
export interface SessionReadings {
  /** What was told of a session lately: a `KeptLog` as JSON, and the number of the next input. */
  log: [
    { readonly sessionId: string },
    { readonly log: Uint8Array<ArrayBuffer>; readonly nextSequence: number },
  ];
  /** The newest events before a number, oldest first; and how many there are in all. */
  events: [
    { readonly sessionId: string; readonly before: number; readonly limit: number },
    { readonly total: number; readonly events: readonly SessionEvent[] },
  ];
  /** JSON: the server only hands it on. */
  record: [{ readonly sessionId: string }, Uint8Array<ArrayBuffer>];
  /** The exchange's history is asked of the server. */
  parity: [{ readonly sessionId: string }, ParityReport];
  replay: [{ readonly sessionId: string }, SessionReplay];
  bars: [{ readonly session: ReplayedSession }, SharedBars];
}

/** One of them, as it is asked. */
export type SessionReading = {
  [Kind in keyof SessionReadings]: { readonly kind: Kind } & SessionReadings[Kind][0];
}[keyof SessionReadings];

/** A stretch of an exchange's history. */
export interface AskedHistory {
  readonly symbol: string;
  readonly timeframe: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the server tells the worker. */
export type ToSessionReader =
  | { readonly type: "read"; readonly id: number; readonly folder: string; readonly reading: SessionReading }
  /** Of a history that was asked for; a reading whose history can't be had is given up by the server. */
  | { readonly type: "history"; readonly historyId: number; readonly bars: SharedColumns };

/** What the worker tells the server. */
export type FromSessionReader =
  | { readonly type: "done"; readonly id: number; readonly result: SessionReadings[keyof SessionReadings][1] }
  /** Answered by `history`. */
  | {
    readonly type: "history";
    readonly id: number;
    readonly historyId: number;
    readonly asked: AskedHistory;
  }
  /** It can't be done, in words for people. */
  | { readonly type: "refused"; readonly id: number; readonly message: string }
  /** A fault of ours, with its stack. */
  | { readonly type: "failed"; readonly id: number; readonly message: string };
