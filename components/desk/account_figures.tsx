import { formatCount, formatNumber, formatSigned, moneyDecimals } from "../../tasks/number_format.ts";
import { toneOf } from "../tone.ts";

/** What an account is worth and what became of it, in a row. */
export function AccountFigures(
  { equity, equityMeaning, returnPct, drawdownPct, maxDrawdownPct, trades, cash }: {
    readonly equity: number;
    /** At which prices. */
    readonly equityMeaning: string;
    readonly returnPct: number;
    readonly drawdownPct: number;
    readonly maxDrawdownPct: number;
    readonly trades: number;
    /** That it began with. */
    readonly cash: number;
  },
) {
  const figures = [
    ["equity", formatNumber(equity, moneyDecimals(cash)), equityMeaning, ""],
    ["return", `${formatSigned(returnPct, 2)} %`, "Since the beginning", toneOf(returnPct)],
    ["drawdown", `${formatNumber(drawdownPct, 2)} %`, "Below the highest equity so far", ""],
    ["worst", `${formatNumber(maxDrawdownPct, 2)} %`, "The deepest drawdown so far", ""],
    ["trades", formatCount(trades), "Round trips that are closed", ""],
  ] as const;
  return (
    <dl class="figures">
      {figures.map(([name, value, meaning, tone]) => (
        <div key={name} title={meaning}>
          <dt>{name}</dt>
          <dd class={tone}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
