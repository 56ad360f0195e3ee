import type { Instrument } from "../../engine/instrument.ts";
import type { Trades } from "../../engine/ticks.ts";
import type { RunResult } from "../../engine/result.ts";
import type { ReplayDefinition } from "../replay_definition.ts";
import type { ClientMessage, Control, ReplayDescription, ReplayPlace } from "../replay_messages.ts";

/** Columns of one instrument's bars, over shared memory so that workers don't copy them; in the order of `Bars`' constructor. */
export type SharedColumns = readonly [
  openTimeMs: Float64Array,
  closeTimeMs: Float64Array,
  open: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
];

/** The bars that a run or replay works on. */
export interface SharedBars {
  readonly instruments: readonly Instrument[];
  readonly timeframe: string;
  readonly columns: readonly SharedColumns[];
  /** By instrument, over shared memory too: what orders are matched against, where that isn't bars alone. */
  readonly trades?: readonly Trades[];
  /** Files or what else they come from, by instrument; stands in records. */
  readonly sourceNames: readonly string[];
}

/** What the server tells a replay in its place of a worker (`server/replay/replay_worker.ts`, `server/replay/replay_threads.ts`). */
export type ToReplayWorker =
  /** First of all; answered by `opened` or `failed`. */
  | { readonly type: "open"; readonly definition: ReplayDefinition; readonly bars: SharedBars }
  /** Last of all. */
  | { readonly type: "close" }
  /** A WebSocket client's message, parsed; clients are numbered by the server. */
  | { readonly type: "client"; readonly clientId: number; readonly message: ClientMessage }
  | { readonly type: "clientGone"; readonly clientId: number }
  /** A control over HTTP; answered by `controlled` once it has been carried out (for `play`: begun). */
  | { readonly type: "control"; readonly id: number; readonly control: Control }
  /** Answered by `pong`: the worker lives. */
  | { readonly type: "ping" }
  /** The record of the run up to where it stands; answered by `record`. */
  | { readonly type: "record"; readonly id: number };

/** What the worker tells the server. */
export type FromReplayWorker =
  | { readonly type: "opened"; readonly description: ReplayDescription; readonly place: ReplayPlace }
  /** It could not be opened, or has come to its end by a fault of ours. */
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "pong" }
  /** To be sent to a client as it is: text, or binary (transferred). */
  | { readonly type: "send"; readonly clientId: number; readonly data: string | Uint8Array<ArrayBuffer> }
  | {
    readonly type: "controlled";
    readonly id: number;
    readonly place: ReplayPlace;
    readonly problem?: string;
  }
  | { readonly type: "record"; readonly id: number; readonly record?: RunResult; readonly problem?: string }
  /** It came to rest, or something was asked for by hand: to be kept. At most one every 250 ms while it plays. */
  | {
    readonly type: "standing";
    readonly place: ReplayPlace;
    readonly commands: ReplayDefinition["commands"];
  };
