import type { Account } from "../replay_definition.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";

/** What the server tells the worker of a run (`server/run/run_worker.ts`), once; one worker a run. */
export interface ToRunWorker {
  /** A registered name, or a file that was named on the command line. */
  readonly strategy: string;
  readonly isFile: boolean;
  readonly params: Record<string, unknown>;
  readonly bars: SharedBars;
  readonly account: Account;
  readonly preset: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** What the worker tells the server. */
export type FromRunWorker =
  /** Steps that are through; a few times a second at most. */
  | { readonly type: "progress"; readonly steps: number }
  | {
    readonly type: "done";
    /** The whole record as JSON (transferred): the server only keeps it and hands it on. */
    readonly record: Uint8Array<ArrayBuffer>;
    readonly fingerprint: string;
    readonly metrics: Readonly<Record<string, number>>;
  }
  /** In words for people. */
  | { readonly type: "failed"; readonly message: string };
