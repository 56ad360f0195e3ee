import type { Reply } from "../../engine/live/outside.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { LockstepError } from "../../engine/error.ts";
import { decimalText } from "../wire/decimal_text.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { tradesBetween } from "../market/market.ts";
import { tradeBars } from "../market/trade_bar.ts";
import { RequestBudget } from "../request_budget.ts";
import { type Floor, jsonReply, type VenueRequest, wholeNumber } from "../venue.ts";
import { barOf, tradeRow } from "./alpaca_messages.ts";

/** Historical requests a minute on the free plan; rows of an answer. */
const REQUESTS_A_MINUTE = 200, ROWS_MOST = 10_000, ROWS_USUAL = 1_000;

const PATH = /^\/(v2\/stocks|v1beta3\/crypto\/us)\/(bars|trades)$/;

const UNITS: Readonly<Record<string, string>> = {
  Min: "m",
  T: "m",
  Hour: "h",
  H: "h",
  Day: "d",
  D: "d",
  Week: "w",
  W: "w",
  Month: "M",
  M: "M",
};

/** A row of an answer, and where the next page begins if it is the last: a time for bars, a number for trades. */
interface Row {
  readonly row: unknown;
  readonly nextAt: number;
}

/** Alpaca's market data over REST: bars and trades of shares and coins, and what it says of an asset. */
export class AlpacaRest {
  readonly #floor: Floor;
  readonly #requests: RequestBudget;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#requests = new RequestBudget(floor.clock, REQUESTS_A_MINUTE, 60_000);
  }

  get(request: VenueRequest, isGood: (key?: string, secret?: string) => boolean): Reply {
    if (this.#floor.settings.hasLimits && !this.#requests.spend()) {
      return alpacaRefusal(429, Math.ceil(this.#requests.waitMs / 1_000));
    }
    const { path, headers } = request;
    const isKnown = isGood(headers["apca-api-key-id"], headers["apca-api-secret-key"]);
    const asset = /^\/v2\/assets\/(.+)$/.exec(path)?.[1];
    // Coins' data is had without a key, but not with a wrong one.
    if (!isKnown && (!path.startsWith("/v1beta3/crypto/") || headers["apca-api-key-id"] !== undefined)) {
      return jsonReply({ message: "forbidden." }, 403);
    }
    if (asset !== undefined) return this.#asset(decodeURIComponent(asset));
    const [, market, what] = PATH.exec(path) ?? [];
    if (market === undefined) return jsonReply({ message: "endpoint not found." }, 404);
    return this.#rows(request, market.includes("crypto"), what === "trades");
  }

  /** Symbol by symbol, oldest first within each (`sort=desc`: newest), so many rows over all; the token says where to go on. */
  #rows(request: VenueRequest, isCrypto: boolean, isTrades: boolean): Reply {
    const { query } = request, nowMs = this.#floor.time.nowMs();
    const names = (query.get("symbols") ?? "").split(",").filter((name) => name !== "").sort();
    const limit = Math.min(ROWS_MOST, wholeNumber(query, "limit", ROWS_USUAL));
    const fromMs = timeOf(query.get("start"), Math.floor(nowMs / 86_400_000) * 86_400_000);
    const toMs = timeOf(query.get("end"), nowMs);
    const timeframe = isTrades ? undefined : timeframeOf(query.get("timeframe") ?? "");
    const token = tokenOf(query.get("page_token")), isDescending = query.get("sort") === "desc";
    if (names.length === 0) return invalid("symbols is required");
    if (!(limit >= 1)) return invalid("invalid limit");
    if (Number.isNaN(fromMs + toMs)) return invalid("invalid start or end");
    if (!isTrades && timeframe === undefined) return invalid("invalid timeframe");
    if (token === undefined) return invalid("invalid page_token");
    const found: [name: string, rows: readonly Row[]][] = [];
    let left = limit;
    let next: readonly [string, number] | undefined;
    for (const name of names) {
      const series = this.#floor.series(name);
      if (series === undefined || series.symbol.includes("/") !== isCrypto || name < token[0]) continue;
      const at = name === token[0] ? token[1] : NaN;
      if (left === 0) {
        next = [name, NaN];
        break;
      }
      const wanted: Wanted = {
        series,
        fromMs,
        toMs: Math.min(toMs, nowMs),
        nowMs,
        at,
        limit: left + 1,
        isDescending,
      };
      const rows = timeframe === undefined ? tradeRows(wanted, isCrypto) : barRows(wanted, timeframe);
      const given = request.page(rows.slice(0, left));
      if (given.length > 0) found.push([name, given]);
      left -= given.length;
      if (given.length < rows.length) {
        next = [name, given[given.length - 1].nextAt];
        break;
      }
    }
    return jsonReply({
      [isTrades ? "trades" : "bars"]: Object.fromEntries(
        found.map(([name, rows]) => [name, rows.map(({ row }) => row)]),
      ),
      next_page_token: next === undefined ? null : btoa(JSON.stringify(next)),
    });
  }

  #asset(name: string): Reply {
    const series = this.#floor.series(name);
    if (series === undefined) {
      return jsonReply({ code: 40410000, message: `asset not found for ${name}` }, 404);
    }
    const isCrypto = series.symbol.includes("/");
    return jsonReply({
      class: isCrypto ? "crypto" : "us_equity",
      exchange: isCrypto ? "CRYPTO" : "NASDAQ",
      symbol: series.symbol,
      name: series.symbol,
      status: "active",
      tradable: true,
      marginable: !isCrypto,
      shortable: !isCrypto,
      easy_to_borrow: !isCrypto,
      fractionable: true,
      min_order_size: decimalText(series.lotSize),
      min_trade_increment: decimalText(series.lotSize),
      price_increment: decimalText(series.tickSize),
    });
  }
}

/** Rows of one symbol that are wanted. */
interface Wanted {
  readonly series: EditedSeries;
  readonly fromMs: number;
  /** Included. */
  readonly toMs: number;
  readonly nowMs: number;
  /** Where the page before ended; NaN where there is none. */
  readonly at: number;
  readonly limit: number;
  readonly isDescending: boolean;
}

function barRows(
  { series, fromMs, toMs, nowMs, at, limit, isDescending }: Wanted,
  timeframe: Timeframe,
): Row[] {
  const hasAt = at === at;
  const bars = tradeBars(series, timeframe, {
    fromMs: hasAt && !isDescending ? at : fromMs,
    toMs: hasAt && isDescending ? at : toMs + 1,
    nowMs,
    limit: isDescending ? Infinity : limit,
    hasEmpty: false,
  });
  if (isDescending) bars.reverse().splice(limit);
  return bars.map((bar) => ({ row: barOf(bar), nextAt: isDescending ? bar.openTimeMs : bar.closeTimeMs }));
}

function tradeRows({ series, fromMs, toMs, at, limit, isDescending }: Wanted, isCrypto: boolean): Row[] {
  let from = series.idAt(fromMs), to = series.idAt(toMs + 1);
  if (at === at && isDescending) to = at;
  if (at === at && !isDescending) from = at;
  if (isDescending) from = Math.max(from, to - limit);
  const trades = tradesBetween(series, from, Math.min(to, from + limit));
  if (isDescending) trades.reverse();
  return trades.map((trade) => ({
    row: tradeRow(trade, isCrypto),
    nextAt: isDescending ? trade.id : trade.id + 1,
  }));
}

/** Alpaca's words for 418, 429 and 500. */
export function alpacaRefusal(status: number, retryAfterS: number): Reply {
  return status === 500
    ? jsonReply({ message: "internal server error" }, 500)
    : jsonReply({ message: "too many requests." }, status, { "retry-after": String(retryAfterS) });
}

function invalid(message: string): Reply {
  return jsonReply({ message }, 400);
}

/** RFC 3339, a date, or seconds; NaN where it is none of these. */
function timeOf(text: string | null, fallback: number): number {
  if (text === null || text === "") return fallback;
  return /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
}

/** "5Min", "1Hour", "1Day", …; undefined where it is none. */
function timeframeOf(text: string): Timeframe | undefined {
  const [, count, unit] = /^(\d+)(\D+)$/.exec(text) ?? [];
  if (count === undefined || !Object.hasOwn(UNITS, unit)) return undefined;
  try {
    return Timeframe.parse(`${Number(count)}${UNITS[unit]}`);
  } catch (error) {
    if (error instanceof LockstepError) return undefined;
    throw error;
  }
}

/** The symbol at which to go on, and where; undefined where the token can't be read. */
function tokenOf(text: string | null): readonly [name: string, at: number] | undefined {
  if (text === null || text === "") return ["", NaN];
  try {
    const [name, at] = JSON.parse(atob(text));
    return typeof name === "string" && (at === null || typeof at === "number")
      ? [name, at ?? NaN]
      : undefined;
  } catch {
    return undefined;
  }
}
