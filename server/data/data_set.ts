import type { DataSetSummary } from "../lockstep.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";

/** Stored bars by their id: what there is to know of them at once, and the bars themselves when they are first asked for. */
export interface DataSet {
  readonly summary: DataSetSummary;
  /** Distinct close times of all instruments together: the steps of a replay. */
  readonly steps: number;
  /** Changes when the bars do. */
  readonly tag: string;
  /** The same object every time: bars are loaded once and shared with every worker. */
  bars(): Promise<SharedBars>;
}
