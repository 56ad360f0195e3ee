import type { Reply } from "../../engine/live/outside.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { decimalText } from "../wire/decimal_text.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { tradesBetween } from "../market/market.ts";
import { tradeBars } from "../market/trade_bar.ts";
import { RequestBudget } from "../request_budget.ts";
import { timeText } from "../wire/time_text.ts";
import { type Floor, jsonReply, type VenueRequest, wholeNumber } from "../venue.ts";
import { KRAKEN_INTERVALS } from "./kraken_intervals.ts";
import { ohlcRow, tradeNs } from "./kraken_messages.ts";

/** "About one request a second" of one address; a few at once are let through. */
const REQUESTS = 15, REQUESTS_SPAN_MS = 15_000;

/** Newest candles that can be had, and trades of an answer. */
const CANDLES_MOST = 720, TRADES_MOST = 1_000;

/** Kraken's public REST interface: Time, SystemStatus, AssetPairs, OHLC, Trades. Errors stand in `error`, with status 200. */
export class KrakenRest {
  readonly #floor: Floor;
  readonly #requests: RequestBudget;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#requests = new RequestBudget(floor.clock, REQUESTS, REQUESTS_SPAN_MS);
  }

  get(request: VenueRequest): Reply {
    if (this.#floor.settings.hasLimits && !this.#requests.spend()) {
      return krakenError("EGeneral:Too many requests");
    }
    switch (request.path.replace(/^\/0\/public\//, "")) {
      case "Time":
        return this.#time();
      case "SystemStatus":
        return result({ status: "online", timestamp: timeText(this.#floor.time.nowMs(), 0) });
      case "AssetPairs":
        return this.#pairs(request);
      case "OHLC":
        return this.#ohlc(request);
      case "Trades":
        return this.#trades(request);
      default:
        return krakenError("EGeneral:Unknown method");
    }
  }

  #time(): Reply {
    const seconds = Math.floor(this.#floor.time.nowMs() / 1_000);
    return result({ unixtime: seconds, rfc1123: new Date(seconds * 1_000).toUTCString() });
  }

  #pairs({ query }: VenueRequest): Reply {
    const asked = query.get("pair")?.split(",");
    const all = asked?.map((pair) => this.#floor.series(pair)) ??
      this.#floor.allSeries.filter(({ symbol }) => symbol.includes("/"));
    if (all.includes(undefined)) return UNKNOWN_PAIR;
    return result(Object.fromEntries(all.map((series) => [pairName(series!.symbol), pairOf(series!)])));
  }

  #ohlc(request: VenueRequest): Reply {
    const { query } = request, series = this.#floor.series(query.get("pair") ?? "");
    if (series === undefined) return UNKNOWN_PAIR;
    const interval = wholeNumber(query, "interval", 1), sinceS = wholeNumber(query, "since", -Infinity);
    if (!KRAKEN_INTERVALS.includes(interval) || Number.isNaN(sinceS + 1)) return INVALID;
    const timeframe = Timeframe.ofMs(interval * 60_000), nowMs = this.#floor.time.nowMs();
    const oldestMs = timeframe.startMs(nowMs) - (CANDLES_MOST - 1) * timeframe.spanMs;
    const bars = request.page(tradeBars(series, timeframe, {
      fromMs: Math.max(oldestMs, sinceS * 1_000),
      toMs: Infinity,
      nowMs,
      limit: CANDLES_MOST,
      hasEmpty: true,
    }));
    // The last candle is still open: the one before it is the last that is settled.
    const lastMs = bars.length > 1 ? bars[bars.length - 2].openTimeMs : bars[0]?.openTimeMs ?? 0;
    return result({ [pairName(series.symbol)]: bars.map(ohlcRow), last: lastMs / 1_000 });
  }

  /** Those after `since` (nanoseconds), oldest first; without it the newest. */
  #trades(request: VenueRequest): Reply {
    const { query } = request, series = this.#floor.series(query.get("pair") ?? "");
    if (series === undefined) return UNKNOWN_PAIR;
    const count = wholeNumber(query, "count", TRADES_MOST), since = query.get("since") ?? "";
    if (!(count >= 1 && count <= TRADES_MOST) || !/^\d*$/.test(since)) return INVALID;
    const nextId = series.idAt(this.#floor.time.nowMs() + 1);
    const from = since === "" ? Math.max(series.firstId, nextId - count) : idAfter(series, since);
    const trades = request.page(tradesBetween(series, from, Math.min(nextId, from + count)));
    const rows = trades.map(({ id, price, quantity, timeMs, takerSide }) =>
      `["${decimalText(price)}","${quantity.toFixed(8)}",${timeMs / 1_000},"${takerSide > 0 ? "b" : "s"}","${
        takerSide > 0 ? "m" : "l"
      }","",${id}]`
    );
    const last = trades.length > 0 ? tradeNs(series, trades[trades.length - 1]) : since === "" ? "0" : since;
    return jsonReply(
      `{"error":[],"result":{"${pairName(series.symbol)}":[${rows.join(",")}],"last":"${last}"}}`,
    );
  }
}

/** Kraken's words for 418, 429 and 500. */
export function krakenRefusal(status: number, retryAfterS: number): Reply {
  return status === 500
    ? jsonReply({ error: ["EService:Unavailable"] }, 500)
    : jsonReply({ error: ["EGeneral:Too many requests"] }, status, { "retry-after": String(retryAfterS) });
}

function krakenError(error: string): Reply {
  return jsonReply({ error: [error] });
}

const UNKNOWN_PAIR = krakenError("EQuery:Unknown asset pair");
const INVALID = krakenError("EGeneral:Invalid arguments");

function result(value: unknown): Reply {
  return jsonReply({ error: [], result: value });
}

/** Number of the first trade after so many nanoseconds; seconds are read too, as Kraken does. */
function idAfter(series: EditedSeries, since: string): number {
  if (since.length <= 11) return series.idAt(Number(since) * 1_000);
  const timeMs = Number(since.slice(0, -6)), rank = Number(since.slice(-6));
  return Math.min(series.idAt(timeMs) + rank, series.idAt(timeMs + 1));
}

/** The names that Kraken has given its oldest pairs, and what it calls the others: XXBTZUSD, SOLUSD. */
function pairName(symbol: string): string {
  const [base, quote = "USD"] = symbol.split("/");
  const isOld = /^(BTC|ETH)$/.test(base) && /^(USD|EUR|GBP|CAD|JPY)$/.test(quote);
  return isOld ? `X${base.replace("BTC", "XBT")}Z${quote}` : `${base.replace("BTC", "XBT")}${quote}`;
}

function pairOf(series: EditedSeries): unknown {
  const [base, quote = "USD"] = series.symbol.replace("BTC", "XBT").split("/");
  const decimals = (step: number) => decimalText(step).split(".")[1]?.length ?? 0;
  return {
    altname: `${base}${quote}`,
    wsname: `${base}/${quote}`,
    base,
    quote,
    pair_decimals: decimals(series.tickSize),
    lot_decimals: decimals(series.lotSize),
    lot_multiplier: 1,
    ordermin: decimalText(series.lotSize),
    costmin: "0.5",
    tick_size: decimalText(series.tickSize),
    status: "online",
  };
}
