import type { RunResult } from "../../engine/result.ts";
import { formatCloseDate, formatDateTime, formatDuration, formatNumber } from "../../tasks/number_format.ts";
import { type Column, DataTable } from "../data_table.tsx";

/** The deepest drawdowns of a run; nothing where it had none. */
export function DrawdownTable(
  { drawdowns, isTimed }: { readonly drawdowns: RunResult["drawdowns"]; readonly isTimed: boolean },
) {
  const rows = drawdowns.filter(({ depthPct }) => depthPct < 0);
  if (rows.length === 0) return null;
  const time = isTimed ? formatDateTime : formatCloseDate;
  const columns: Column<typeof rows[number]>[] = [
    {
      head: "Depth, %",
      kind: "number",
      cell: ({ depthPct }) => <span class="loss">{formatNumber(depthPct, 2)}</span>,
    },
    { head: "Peak", cell: ({ peakTimeMs }) => time(peakTimeMs) },
    { head: "Trough", cell: ({ troughTimeMs }) => time(troughTimeMs) },
    {
      head: "Recovered",
      cell: ({ recoveredTimeMs }) =>
        recoveredTimeMs === undefined ? <span class="muted">not yet</span> : time(recoveredTimeMs),
    },
    { head: "Length", kind: "number", cell: ({ lengthDays }) => formatDuration(lengthDays).join(" ") },
  ];
  return (
    <DataTable
      label="Deepest drawdowns"
      columns={columns}
      rows={rows}
      keyOf={({ peakTimeMs }) => peakTimeMs}
    />
  );
}
