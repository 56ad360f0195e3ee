import type { StrategySummary } from "../../server/lockstep.ts";

const STAGES = [
  ["indicator", "computes"],
  ["signal", "asks for a position when"],
  ["sizer", "says how much"],
  ["risk", "limits, trims, closes"],
] as const;

/** What a strategy is made of, stage by stage, in the order in which bars go through. */
export function StageList({ stages }: { readonly stages: StrategySummary["stages"] }) {
  return (
    <ol class="stage-list">
      {STAGES.map(([stage, what]) => (
        <li key={stage}>
          <span class="stage-list-name">{stage}</span>
          <span class="faint small">{what}</span>
          <ul>
            {stages[stage].length === 0
              ? <li class="faint">none</li>
              : stages[stage].map((part, index) => <li key={index}>{part}</li>)}
          </ul>
        </li>
      ))}
    </ol>
  );
}
