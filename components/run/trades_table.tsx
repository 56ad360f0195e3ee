import {
  formatCount,
  formatCountOf,
  formatDate,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPrice,
  formatSigned,
} from "../../tasks/number_format.ts";
import { reasonText } from "../../tasks/reason_text.ts";
import { PlaySign } from "../button.tsx";
import { toneOf } from "../tone.ts";
import {
  addressOf,
  type NumberedTrade,
  TRADE_FILTERS,
  type TradePage,
  type TradeQuery,
} from "./trade_query.ts";

/** See {@link TradesTable}. */
export interface TradesTableProps {
  readonly runId: string;
  readonly page: TradePage;
  /** Whether there is more than one instrument to tell apart. */
  readonly hasInstruments: boolean;
  /** Whether a trade can be shown in a replay: of one instrument, the step is its bar. */
  readonly hasReplay: boolean;
  readonly isTimed: boolean;
  readonly decimals: number;
}

const DAY_MS = 86_400_000;

interface Head {
  readonly label: string;
  readonly unit?: string;
  readonly order?: TradeQuery["order"];
  readonly isNumber: boolean;
  readonly meaning?: string;
}

/** Trades with links that order, filter and leaf: they are plain addresses, which an island may follow without loading the page. */
export function TradesTable({ runId, page, hasInstruments, hasReplay, isTimed, decimals }: TradesTableProps) {
  const { query, rows, matching, all, pages } = page;
  // As many as the price with the most needs, so that all decimal points stand below each other.
  const priceDecimals = Math.max(
    0,
    ...rows.flatMap(({ entryPrice, exitPrice }) =>
      [entryPrice, exitPrice].map((price) => formatPrice(price).split(".")[1]?.length ?? 0)
    ),
  );
  const heads: Head[] = [
    { label: "#", order: "number", isNumber: true, meaning: "in the order in which they were closed" },
    { label: "Profit", order: "profit", isNumber: true, meaning: "after fees, in quote currency" },
    { label: "Return", unit: "%", order: "return", isNumber: true, meaning: "of the money put in" },
    ...hasInstruments ? [{ label: "Instrument", isNumber: false }] : [],
    { label: "Side", isNumber: false },
    { label: "Units", order: "quantity", isNumber: true },
    { label: "Entered", order: "entry", isNumber: false },
    { label: "at", isNumber: true },
    { label: "Left", isNumber: false },
    { label: "at", isNumber: true },
    { label: "Held", order: "days", isNumber: true },
    { label: "Worst", unit: "%", order: "mae", isNumber: true, meaning: "while held, from the entry price" },
    { label: "Best", unit: "%", order: "mfe", isNumber: true, meaning: "while held, from the entry price" },
    { label: "Why it was left", isNumber: false },
  ];
  return (
    <div class="trades" id="trades">
      <div class="trades-bar">
        <ul class="choices" aria-label="Trades shown">
          {TRADE_FILTERS.map((filter) => (
            <li key={filter}>
              <a
                href={addressOf({ ...query, filter, page: 1 })}
                aria-current={filter === query.filter ? "true" : undefined}
              >
                {filter}
              </a>
            </li>
          ))}
        </ul>
        <span class="muted">
          {matching === all
            ? formatCountOf(all, "trade")
            : `${formatCount(matching)} of ${formatCountOf(all, "trade")}`}
        </span>
        {pages > 1 && <Leaf query={query} pages={pages} />}
      </div>
      <div class="table-frame" tabIndex={0} role="region" aria-label="Trades">
        <table class="table">
          <thead>
            <tr>
              {hasReplay && (
                <th scope="col" class="actions">
                  <span class="visually-hidden">Replay</span>
                </th>
              )}
              {heads.map((head, index) => <HeadCell key={index} head={head} query={query} />)}
            </tr>
          </thead>
          <tbody>
            {rows.map((trade) => (
              <Row
                key={trade.number}
                {...{ trade, runId, hasInstruments, hasReplay, isTimed, decimals, priceDecimals }}
              />
            ))}
            {rows.length === 0 && (
              <tr>
                <td class="empty" colSpan={heads.length + 1}>
                  No trade of this kind.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function HeadCell({ head, query }: { readonly head: Head; readonly query: TradeQuery }) {
  const { label, unit, order, isNumber, meaning } = head;
  const text = unit === undefined ? label : `${label}, ${unit}`;
  const isOrdered = order === query.order;
  return (
    <th
      scope="col"
      class={isNumber ? "number" : undefined}
      title={meaning}
      aria-sort={isOrdered ? query.isDescending ? "descending" : "ascending" : undefined}
    >
      {order === undefined ? text : (
        <a
          class="sort"
          href={addressOf({
            ...query,
            order,
            // What is good comes first at the first click; a count begins at its beginning.
            isDescending: isOrdered ? !query.isDescending : order !== "number" && order !== "entry",
            page: 1,
          })}
        >
          {text}
          {isOrdered && <span aria-hidden="true">{query.isDescending ? "▾" : "▴"}</span>}
        </a>
      )}
    </th>
  );
}

function Row(
  { trade, runId, hasInstruments, hasReplay, isTimed, decimals, priceDecimals }:
    & Omit<TradesTableProps, "page">
    & { readonly trade: NumberedTrade; readonly priceDecimals: number },
) {
  const time = isTimed ? formatDateTime : formatDate;
  const { quantity, profit, returnPct } = trade;
  return (
    <tr>
      {hasReplay && (
        <td class="actions">
          <form method="post" action={`/backtest/${runId}`}>
            <input type="hidden" name="do" value="replay" />
            <input type="hidden" name="trade" value={trade.number} />
            <button
              type="submit"
              class="button is-quiet"
              title="Replay at this trade"
              aria-label={`Replay at trade ${trade.number}`}
            >
              <PlaySign />
            </button>
          </form>
        </td>
      )}
      <td class="number faint">{formatCount(trade.number)}</td>
      <td class={`number ${toneOf(profit)}`}>{formatSigned(profit, decimals)}</td>
      <td class={`number ${toneOf(returnPct)}`}>{formatSigned(returnPct, 2)}</td>
      {hasInstruments && <th scope="row">{trade.instrument}</th>}
      <td>{trade.direction}</td>
      <td class="number">{Number.isInteger(quantity) ? formatCount(quantity) : formatPrice(quantity)}</td>
      <td class="nowrap" title={reasonText(trade.entryReason)}>{time(trade.entryTimeMs)}</td>
      <td class="number">{formatNumber(trade.entryPrice, priceDecimals)}</td>
      <td class="nowrap">{time(trade.exitTimeMs)}</td>
      <td class="number">{formatNumber(trade.exitPrice, priceDecimals)}</td>
      <td class="number">{formatDuration((trade.exitTimeMs - trade.entryTimeMs) / DAY_MS).join(" ")}</td>
      <td class="number muted">{formatNumber(trade.maePct, 1)}</td>
      <td class="number muted">{formatNumber(trade.mfePct, 1)}</td>
      <td class="muted nowrap">{reasonText(trade.exitReason)}</td>
    </tr>
  );
}

function Leaf({ query, pages }: { readonly query: TradeQuery; readonly pages: number }) {
  const to = (page: number, text: string, label: string) =>
    page < 1 || page > pages
      ? <span class="button is-quiet faint" aria-hidden="true">{text}</span>
      : <a class="button is-quiet" href={addressOf({ ...query, page })} aria-label={label}>{text}</a>;
  return (
    <nav class="leaf" aria-label="Pages of trades">
      {to(query.page - 1, "◂", "Page before")}
      <span class="muted">{formatCount(query.page)} of {formatCount(pages)}</span>
      {to(query.page + 1, "▸", "Next page")}
    </nav>
  );
}
