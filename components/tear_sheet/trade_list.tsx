import type { Trade } from "../../engine/result.ts";
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatNumber,
  formatPrice,
  formatSigned,
} from "../../tasks/number_format.ts";
import { reasonText } from "../../tasks/reason_text.ts";
import { type Column, DataTable } from "../data_table.tsx";
import { toneOf } from "../tone.ts";

/** Trades that are listed, most: the file stays small. */
const LISTED_MOST = 300;

/** Closed trades, the newest first; of many those that made or lost the most. */
export function TradeList(
  { trades, isTimed, hasInstruments, decimals }: {
    readonly trades: readonly Trade[];
    readonly isTimed: boolean;
    readonly hasInstruments: boolean;
    readonly decimals: number;
  },
) {
  const isWhole = trades.length <= LISTED_MOST;
  const listed = isWhole
    ? trades.toReversed()
    : trades.toSorted((a, b) => Math.abs(b.profit) - Math.abs(a.profit)).slice(0, LISTED_MOST);
  const time = isTimed ? formatDateTime : formatDate;
  const columns: Column<Trade>[] = [
    ...hasInstruments
      ? [{ head: "Instrument", isRowHead: true, cell: ({ instrument }: Trade) => instrument }]
      : [],
    { head: "Side", cell: ({ direction }) => direction },
    { head: "Units", kind: "number", cell: ({ quantity }) => unitsText(quantity) },
    { head: "Entered", cell: ({ entryTimeMs }) => time(entryTimeMs) },
    { head: "at", kind: "number", cell: ({ entryPrice }) => formatPrice(entryPrice) },
    { head: "Left", cell: ({ exitTimeMs }) => time(exitTimeMs) },
    { head: "at", kind: "number", cell: ({ exitPrice }) => formatPrice(exitPrice) },
    {
      head: "Profit",
      kind: "number",
      cell: ({ profit }) => <span class={toneOf(profit)}>{formatSigned(profit, decimals)}</span>,
    },
    { head: "%", kind: "number", cell: ({ returnPct }) => formatSigned(returnPct, 2) },
    { head: "Worst, %", kind: "number", cell: ({ maePct }) => formatNumber(maePct, 2) },
    { head: "Best, %", kind: "number", cell: ({ mfePct }) => formatNumber(mfePct, 2) },
    { head: "Left because", cell: ({ exitReason }) => reasonText(exitReason) },
  ];
  return (
    <div class="stack trades">
      {!isWhole && (
        <p class="muted small">
          The {formatCount(LISTED_MOST)} of {formatCount(trades.length)}{" "}
          trades that made or lost the most; all are in the record (<code>--out FILE.csv</code>).
        </p>
      )}
      <DataTable
        label="Trades"
        columns={columns}
        rows={listed}
        keyOf={({ entryTimeMs, instrument, exitTimeMs }) => `${instrument} ${entryTimeMs} ${exitTimeMs}`}
      />
    </div>
  );
}

function unitsText(quantity: number): string {
  return Number.isInteger(quantity) ? formatCount(quantity) : formatPrice(quantity);
}
