import type { RunSummary } from "../../server/lockstep.ts";
import { formatCount, formatNumber, formatSigned } from "../../tasks/number_format.ts";
import { type Column, DataTable } from "../data_table.tsx";
import { paramsInWords } from "./params_in_words.ts";
import { RunStatus } from "./run_status.tsx";
import { TimeAgo } from "./time_ago.tsx";

/** Runs with what came of them; each leads to its page. */
export function RunsTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  const figure = (
    head: string,
    name: string,
    format: (value: number) => string,
  ): Column<RunSummary> => ({
    head,
    kind: "number",
    cell: ({ metrics }) =>
      metrics?.[name] === undefined ? <span class="faint">—</span> : format(metrics[name]),
  });
  const columns: Column<RunSummary>[] = [
    {
      head: "Strategy",
      isRowHead: true,
      cell: ({ id, strategyTitle, request }) => (
        <>
          <a href={`/backtest/${id}`}>{strategyTitle}</a>
          <div class="faint small">{paramsInWords(request.params) || "parameters at their defaults"}</div>
        </>
      ),
    },
    { head: "Data", cell: ({ dataSetTitle }) => <span class="muted">{dataSetTitle}</span> },
    { head: "Return, %", kind: "number", cell: (run) => <RunStatus run={run} /> },
    figure("Buy and hold, %", "buyAndHoldPct", (value) => formatSigned(value, 2)),
    figure("Deepest drawdown, %", "maxDrawdownPct", (value) => formatNumber(value, 2)),
    figure("Sharpe", "sharpe", (value) => formatNumber(value, 2)),
    figure("Trades", "trades", formatCount),
    {
      head: "When",
      kind: "number",
      cell: ({ createdMs }) => (
        <span class="muted">
          <TimeAgo timeMs={createdMs} />
        </span>
      ),
    },
  ];
  return <DataTable stacks label="Runs" columns={columns} rows={runs} keyOf={({ id }) => id} />;
}
