import type { RunResult } from "../../engine/result.ts";
import {
  formatCloseDate,
  formatCount,
  formatCountOf,
  formatPrice,
  formatSigned,
} from "../../tasks/number_format.ts";
import { type Column, DataTable } from "../data_table.tsx";
import { toneOf } from "../tone.ts";

/** What was still open at the last close. */
export function OpenPositions(
  { positions, decimals }: { readonly positions: RunResult["openPositions"]; readonly decimals: number },
) {
  const columns: Column<typeof positions[number]>[] = [
    { head: "Instrument", isRowHead: true, cell: ({ instrument }) => instrument },
    { head: "Side", cell: ({ direction }) => direction },
    {
      head: "Units",
      kind: "number",
      cell: ({ quantity }) => Number.isInteger(quantity) ? formatCount(quantity) : formatPrice(quantity),
    },
    { head: "Entered", kind: "number", cell: ({ entryTimeMs }) => formatCloseDate(entryTimeMs + 1) },
    { head: "at", kind: "number", cell: ({ entryPrice }) => formatPrice(entryPrice) },
    { head: "Last close", kind: "number", cell: ({ lastPrice }) => formatPrice(lastPrice) },
    {
      head: "Profit before fees",
      kind: "number",
      cell: ({ unrealisedProfit }) => (
        <span class={toneOf(unrealisedProfit)}>{formatSigned(unrealisedProfit, decimals)}</span>
      ),
    },
  ];
  return (
    <div class="stack open-positions">
      <h3>Still open at the last close: {formatCountOf(positions.length, "position")}</h3>
      <DataTable
        label="Open positions"
        columns={columns}
        rows={positions}
        keyOf={({ instrument, entryTimeMs }) => `${instrument}${entryTimeMs}`}
      />
    </div>
  );
}
