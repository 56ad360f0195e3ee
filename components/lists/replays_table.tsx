import type { ReplaySummary } from "../../server/lockstep.ts";
import { formatCount, formatCountOf } from "../../tasks/number_format.ts";
import { ActionButton } from "../button.tsx";
import { type Column, DataTable } from "../data_table.tsx";
import { paramsInWords } from "./params_in_words.ts";
import { TimeAgo } from "./time_ago.tsx";

/** Replays that are kept, with the place where each of them stands. */
export function ReplaysTable(
  { replays, canDelete }: { readonly replays: readonly ReplaySummary[]; readonly canDelete: boolean },
) {
  const columns: Column<ReplaySummary>[] = [
    {
      head: "Strategy",
      isRowHead: true,
      cell: ({ id, strategyTitle, params, fork }) => (
        <>
          <a href={`/replay/${id}`}>{strategyTitle}</a>
          <div class="faint small">
            {paramsInWords(params) || "parameters at their defaults"}
            {fork !== undefined && <>, forked at bar {formatCount(fork.atStep)}</>}
          </div>
        </>
      ),
    },
    { head: "Data", cell: ({ dataSetTitle }) => <span class="muted">{dataSetTitle}</span> },
    {
      head: "Stands at bar",
      kind: "number",
      cell: ({ step, steps }) => (
        <>
          {formatCount(step)} <span class="faint">of {formatCount(steps)}</span>
          <span class="place-track" aria-hidden="true">
            <i style={{ width: `${steps === 0 ? 0 : 100 * step / steps}%` }}></i>
          </span>
        </>
      ),
    },
    {
      head: "By hand",
      kind: "number",
      cell: ({ commandCount }) =>
        commandCount === 0
          ? <span class="faint">none</span>
          : <span class="muted">{formatCountOf(commandCount, "command")}</span>,
    },
    {
      head: "When",
      kind: "number",
      cell: ({ createdMs }) => (
        <span class="muted">
          <TimeAgo timeMs={createdMs} />
        </span>
      ),
    },
    ...canDelete
      ? [{
        head: <span class="visually-hidden">Delete</span>,
        kind: "actions" as const,
        cell: ({ id, strategyTitle }: ReplaySummary) => (
          <details class="sure">
            <summary class="button is-quiet" aria-label={`Delete the replay of ${strategyTitle}`}>
              Delete
            </summary>
            <ActionButton
              action="/replay"
              values={{ do: "delete", id }}
              label={`Delete the replay of ${strategyTitle} for good`}
            >
              For good
            </ActionButton>
          </details>
        ),
      }]
      : [],
  ];
  return <DataTable stacks label="Replays" columns={columns} rows={replays} keyOf={({ id }) => id} />;
}
