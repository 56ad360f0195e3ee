import type { RunResult } from "../../engine/result.ts";
import { formatNumber } from "../../tasks/number_format.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Returns from which on a cell has the next deeper tint, in percent. */
const TINTS_FROM_PCT = [0.5, 2, 4, 7, 11];

/** Returns in percent, a year a row and a month a column, the year's own last: tinted by how much. */
export function MonthTable({ months }: { readonly months: RunResult["monthlyReturnsPct"] }) {
  const years = [...new Set(months.map(({ year }) => year))].sort((a, b) => b - a);
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label="Returns by month, in percent">
      <table class="table month-table">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">Year</span>
            </th>
            {MONTHS.map((month) => <th key={month} scope="col" class="number">{month}</th>)}
            <th scope="col" class="number">Year</th>
          </tr>
        </thead>
        <tbody>
          {years.map((year) => {
            const ofYear = months.filter((each) => each.year === year);
            return (
              <tr key={year}>
                <th scope="row">{year}</th>
                {MONTHS.map((month, index) => (
                  <Cell
                    key={month}
                    returnPct={ofYear.find((each) => each.month === index + 1)?.returnPct}
                  />
                ))}
                <Cell returnPct={compounded(ofYear)} isYear />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ returnPct, isYear = false }: { readonly returnPct?: number; readonly isYear?: boolean }) {
  if (returnPct === undefined) return <td class="number"></td>;
  const tint = TINTS_FROM_PCT.filter((from) => Math.abs(returnPct) / (isYear ? 3 : 1) >= from).length;
  const side = returnPct < 0 ? "loss" : "gain";
  const classes = ["number", isYear ? "year" : "", tint === 0 ? "" : `${side}-${tint}`].filter(Boolean);
  return <td class={classes.join(" ")}>{formatNumber(returnPct, Math.abs(returnPct) >= 100 ? 0 : 1)}</td>;
}

function compounded(months: RunResult["monthlyReturnsPct"]): number {
  return 100 * (months.reduce((product, { returnPct }) => product * (1 + returnPct / 100), 1) - 1);
}
