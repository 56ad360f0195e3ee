import {
  type AttributedProfit,
  Attribution,
  type AttributionName,
} from "../../engine/analytics/attribution.ts";
import type { RunResult } from "../../engine/result.ts";
import { formatCount, formatNumber, formatSigned } from "../../tasks/number_format.ts";
import { reasonText } from "../../tasks/reason_text.ts";
import { type Column, DataTable } from "../data_table.tsx";
import { toneOf } from "../tone.ts";

/** Ways of parting profit, in the order in which they are asked for, and how they are headed. */
const WAYS: readonly (readonly [AttributionName, string])[] = [
  ["instrument", "Instrument"],
  ["side", "Side"],
  ["entryReason", "Entered because"],
  ["exitReason", "Left because"],
  ["holdingTime", "Held for"],
  ["weekday", "Entered on"],
  ["hour", "Entered at, UTC"],
];
/** Groups of a way that are shown; what is left is one more. */
const GROUPS_SHOWN = 12;

/** Where profit comes from, parted in several ways, each of which adds up to the whole; ways in which all is one group are left out. */
export function AttributionTables(
  { trades, decimals }: { readonly trades: RunResult["trades"]; readonly decimals: number },
) {
  const attribution = new Attribution();
  for (const trade of trades) attribution.update(trade);
  const tables = WAYS.map(([name, head]) => ({ name, head, groups: attribution.profitBy(name) }))
    .filter(({ name, groups }) => groups.length > 1 || name === "side");
  return (
    <div class="columns two attributions">
      {tables.map(({ name, head, groups }) => (
        <DataTable
          key={name}
          label={`Profit by ${head.toLowerCase()}`}
          columns={columnsOf(head, decimals)}
          rows={shownOf(groups)}
          keyOf={({ group }) => group}
        />
      ))}
    </div>
  );
}

function columnsOf(head: string, decimals: number): Column<AttributedProfit>[] {
  return [
    { head, isRowHead: true, cell: ({ group }) => reasonText(group) || "no reason" },
    { head: "Trades", kind: "number", cell: ({ trades }) => formatCount(trades) },
    { head: "Won, %", kind: "number", cell: ({ trades, wins }) => formatNumber(100 * wins / trades, 1) },
    {
      head: "Profit",
      kind: "number",
      cell: ({ profit }) => <span class={toneOf(profit)}>{formatSigned(profit, decimals)}</span>,
    },
  ];
}

/** The first of many; the rest as one. */
function shownOf(groups: readonly AttributedProfit[]): readonly AttributedProfit[] {
  if (groups.length <= GROUPS_SHOWN + 1) return groups;
  const rest = groups.slice(GROUPS_SHOWN);
  const sum = (of: (each: AttributedProfit) => number) => rest.reduce((total, each) => total + of(each), 0);
  return [...groups.slice(0, GROUPS_SHOWN), {
    group: `${formatCount(rest.length)} more`,
    trades: sum(({ trades }) => trades),
    wins: sum(({ wins }) => wins),
    profit: sum(({ profit }) => profit),
    grossProfit: sum(({ grossProfit }) => grossProfit),
    fees: sum(({ fees }) => fees),
  }];
}
