import type { FunnelCounts } from "../../engine/result.ts";
import { reasonText } from "../../tasks/reason_text.ts";
import { formatCount } from "../../tasks/number_format.ts";

/** How many came through each step from bars to fills, and why the others didn't: every one, by its reason. */
export function Funnel({ counts }: { readonly counts: FunnelCounts }) {
  const widest = Math.max(1, counts.signals, counts.submitted);
  return (
    <ol class="funnel" aria-label="From bars to fills">
      {stepsOf(counts).map(({ name, meaning, count, asides }) => (
        <li key={name}>
          <div class="funnel-step">
            <span class="funnel-name" title={meaning}>{name}</span>
            <span class="funnel-count">{formatCount(count)}</span>
            <span class="funnel-bar" aria-hidden="true">
              {name !== "Bars" && <i style={{ width: `${100 * Math.min(1, count / widest)}%` }}></i>}
            </span>
          </div>
          {asides.length > 0 && (
            <ul>
              {asides.map(({ verb, reason, count }) => (
                <li key={verb + reason}>
                  <span class="funnel-name">{verb}</span>
                  <span class="funnel-count">{formatCount(count)}</span>
                  <span class="funnel-reason">{reasonText(reason)}</span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

interface Aside {
  readonly verb: string;
  readonly reason: string;
  readonly count: number;
}

interface Step {
  readonly name: string;
  readonly meaning: string;
  readonly count: number;
  /** What fell away before this step, or joined at it. */
  readonly asides: readonly Aside[];
}

function stepsOf(counts: FunnelCounts): Step[] {
  return [
    { name: "Bars", meaning: "bars of all instruments, warm-up included", count: counts.bars, asides: [] },
    {
      name: "Signals",
      meaning: "times that the strategy asked for something",
      count: counts.signals,
      asides: [],
    },
    {
      name: "Sized",
      meaning: "signals that got a size",
      count: counts.sized,
      asides: [...asides("skipped", counts.skipped), ...asides("not sized", counts.unsized)],
    },
    {
      name: "Approved",
      meaning: "intents that the risk rules let through, whole or in part",
      count: counts.approved,
      asides: [...asides("refused", counts.refused), ...asides("resized", counts.resized)],
    },
    {
      name: "Submitted",
      meaning: "orders sent to the broker",
      count: counts.submitted,
      asides: [
        ...asides("+ by risk rule", counts.submittedByRule),
        ...asides("+ by hand", { "": counts.submittedByHand }),
      ],
    },
    {
      name: "Filled",
      meaning: "orders that were executed",
      count: counts.filled,
      asides: [
        ...asides("rejected", counts.rejected),
        ...asides("cancelled", counts.cancelled),
        ...asides("expired", { "": counts.expired }),
        ...asides("working", { "": counts.working }),
      ],
    },
  ];
}

/** Most frequent first; those that never happened are left out. */
function asides(verb: string, counts: Readonly<Record<string, number>>): Aside[] {
  return Object.entries(counts).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => ({ verb, reason, count }));
}
