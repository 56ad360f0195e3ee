import type { RunSummary } from "../../server/lockstep.ts";
import { formatSigned } from "../../tasks/number_format.ts";
import { Badge } from "../badge.tsx";
import { toneOf } from "../tone.ts";

/** What came of a run in a few letters: its return where it is done, else how it stands. */
export function RunStatus({ run }: { readonly run: RunSummary }) {
  switch (run.status) {
    case "running":
      return <Badge tone="accent">{run.isWaiting ? "waiting" : `${Math.floor(100 * run.progress)} %`}</Badge>;
    case "failed":
      return <Badge tone="loss">failed</Badge>;
    case "cancelled":
      return <Badge tone="warn">stopped</Badge>;
    case "done": {
      const { returnPct } = run.metrics ?? {};
      return returnPct === undefined
        ? <span class="faint">—</span>
        : <span class={toneOf(returnPct)}>{formatSigned(returnPct, 2)}</span>;
    }
  }
}
