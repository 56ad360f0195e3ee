import type { DataSetSummary } from "../../server/lockstep.ts";
import { formatCount, formatDate } from "../../tasks/number_format.ts";
import { ActionButton, PlaySign } from "../button.tsx";
import { type Column, DataTable } from "../data_table.tsx";

/** What there is to replay; `strategy` is what the buttons replay it with. */
export function DataSetsTable(
  { dataSets, strategy }: {
    readonly dataSets: readonly DataSetSummary[];
    readonly strategy: string | undefined;
  },
) {
  const columns: Column<DataSetSummary>[] = [
    {
      head: "Data",
      isRowHead: true,
      cell: ({ title, source, isSynthetic }) => (
        <>
          {title}
          <div class="faint small">
            {isSynthetic && !/made up/i.test(source) ? `Made up. ${source}` : source}
          </div>
        </>
      ),
    },
    {
      head: "Instruments",
      cell: ({ symbols }) => (
        <span class="muted">
          {symbols.length <= 3
            ? symbols.join(", ")
            : `${symbols.slice(0, 2).join(", ")} and ${symbols.length - 2} more`}
        </span>
      ),
    },
    { head: "Bar", cell: ({ timeframe }) => <span class="muted">{timeframe}</span> },
    { head: "Bars", kind: "number", cell: ({ bars }) => formatCount(bars) },
    {
      head: "From",
      kind: "number",
      cell: ({ firstTimeMs }) => <span class="muted">{formatDate(firstTimeMs)}</span>,
    },
    {
      head: "To",
      kind: "number",
      cell: ({ lastTimeMs }) => <span class="muted">{formatDate(lastTimeMs - 1)}</span>,
    },
    ...strategy === undefined ? [] : [{
      head: <span class="visually-hidden">Replay</span>,
      kind: "actions" as const,
      cell: ({ id, title }: DataSetSummary) => (
        <ActionButton action="/replay" values={{ strategy, dataSet: id }} label={`Replay ${title}`}>
          <PlaySign />
          Replay
        </ActionButton>
      ),
    }],
  ];
  return (
    <DataTable
      stacks
      label="What there is to replay"
      columns={columns}
      rows={dataSets}
      keyOf={({ id }) => id}
    />
  );
}
