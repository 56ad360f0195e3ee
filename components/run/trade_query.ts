import type { Trade } from "../../engine/result.ts";

/** Columns by which trades can be ordered. */
export const TRADE_ORDERS = [
  "number",
  "entry",
  "days",
  "quantity",
  "profit",
  "return",
  "mae",
  "mfe",
] as const;
/** Which trades are shown. */
export const TRADE_FILTERS = ["all", "won", "lost", "long", "short"] as const;

/** What is asked of a run's trades; stands in the address of its page. */
export interface TradeQuery {
  readonly order: typeof TRADE_ORDERS[number];
  readonly isDescending: boolean;
  readonly filter: typeof TRADE_FILTERS[number];
  /** From 1. */
  readonly page: number;
}

/** A trade with its number in the run, from 1. */
export interface NumberedTrade extends Trade {
  readonly number: number;
}

/** The trades that were asked for: one page of them. */
export interface TradePage {
  readonly query: TradeQuery;
  readonly rows: readonly NumberedTrade[];
  readonly matching: number;
  readonly all: number;
  readonly pages: number;
}

const ROWS = 25;

/** Trades in the order in which they happened. */
export const FIRST_TRADES: TradeQuery = { order: "number", isDescending: false, filter: "all", page: 1 };

/** The question as it stands in an address; what is no question is the first page of all. */
export function tradeQueryOf(params: URLSearchParams): TradeQuery {
  const page = Number(params.get("page") ?? 1);
  return {
    order: TRADE_ORDERS.find((each) => each === params.get("order")) ?? "number",
    isDescending: params.get("down") === "1",
    filter: TRADE_FILTERS.find((each) => each === params.get("show")) ?? "all",
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The inverse of {@link tradeQueryOf}, defaults left out: a link from the page of the run. */
export function addressOf(query: TradeQuery): string {
  const params = new URLSearchParams();
  if (query.order !== "number") params.set("order", query.order);
  if (query.isDescending) params.set("down", "1");
  if (query.filter !== "all") params.set("show", query.filter);
  if (query.page > 1) params.set("page", String(query.page));
  return `?${params}#trades`;
}

/** Filters, orders and cuts. */
export function askTrades(trades: readonly Trade[], query: TradeQuery): TradePage {
  const numbered = trades.map((trade, index) => ({ ...trade, number: index + 1 }));
  const matching = numbered.filter((trade) => passes(trade, query.filter));
  const by = MEASURES[query.order], sign = query.isDescending ? -1 : 1;
  // Equal ones stay in the order in which they happened, whichever way the others go.
  matching.sort((a, b) => sign * (by(a) - by(b)) || a.number - b.number);
  const pages = Math.max(1, Math.ceil(matching.length / ROWS));
  const page = Math.min(query.page, pages);
  return {
    query: { ...query, page },
    rows: matching.slice((page - 1) * ROWS, page * ROWS),
    matching: matching.length,
    all: trades.length,
    pages,
  };
}

const MEASURES: Readonly<Record<TradeQuery["order"], (trade: NumberedTrade) => number>> = {
  number: ({ number }) => number,
  entry: ({ entryTimeMs }) => entryTimeMs,
  days: ({ entryTimeMs, exitTimeMs }) => exitTimeMs - entryTimeMs,
  quantity: ({ quantity, direction }) => direction === "long" ? quantity : -quantity,
  profit: ({ profit }) => profit,
  return: ({ returnPct }) => returnPct,
  mae: ({ maePct }) => maePct,
  mfe: ({ mfePct }) => mfePct,
};

function passes({ profit, direction }: Trade, filter: TradeQuery["filter"]): boolean {
  switch (filter) {
    case "all":
      return true;
    case "won":
      return profit > 0;
    case "lost":
      return profit < 0;
    default:
      return direction === filter;
  }
}
