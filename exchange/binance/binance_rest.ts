import type { Reply } from "../../engine/live/outside.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { tradesBetween } from "../market/market.ts";
import { tradeBars } from "../market/trade_bar.ts";
import { RequestBudget } from "../request_budget.ts";
import { type Floor, jsonReply, type VenueRequest, wholeNumber } from "../venue.ts";
import { binanceInterval } from "./binance_intervals.ts";
import { aggTradeRow, klineRow, tradeRow } from "./binance_messages.ts";

/** rest-api.md, "Limits": weight a minute, and rows of an answer. */
const WEIGHT_A_MINUTE = 6_000, ROWS_MOST = 1_000, ROWS_USUAL = 500;

/** Requests in spite of 429 before the address is banned, and for how long at first. */
const IGNORED_MOST = 10, BAN_S = 120;

/** A window of aggTrades without a limit is an hour at most. */
const AGG_WINDOW_MS = 3_600_000;

/** Weight and answer of each path. */
type Route = readonly [weight: number, answer: (rest: BinanceRest, request: VenueRequest) => Reply];

const ROUTES: Readonly<Record<string, Route>> = {
  "/api/v3/ping": [1, () => jsonReply({})],
  "/api/v3/time": [1, (rest) => jsonReply({ serverTime: rest.floor.time.nowMs() })],
  "/api/v3/exchangeInfo": [20, (rest, request) => rest.exchangeInfo(request)],
  "/api/v3/klines": [2, (rest, request) => rest.klines(request)],
  "/api/v3/aggTrades": [4, (rest, request) => rest.aggTrades(request)],
  "/api/v3/trades": [25, (rest, request) => rest.trades(request)],
  "/api/v3/historicalTrades": [25, (rest, request) => rest.trades(request)],
};

/** Binance's REST interface: https://github.com/binance/binance-spot-api-docs, rest-api.md. */
export class BinanceRest {
  readonly floor: Floor;
  readonly #weight: RequestBudget;
  #ignored = 0;
  #bannedUntilMs = -Infinity;

  constructor(floor: Floor) {
    this.floor = floor;
    this.#weight = new RequestBudget(floor.clock, WEIGHT_A_MINUTE, 60_000);
  }

  get(request: VenueRequest): Reply {
    const route = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
    if (route === undefined) return jsonReply("<html><body>404 Not Found</body></html>", 404);
    const refusal = this.floor.settings.hasLimits ? this.#limit(route[0]) : undefined;
    if (refusal !== undefined) return refusal;
    const reply = route[1](this, request);
    return { ...reply, headers: { ...reply.headers, "x-mbx-used-weight-1m": String(this.#weight.used) } };
  }

  exchangeInfo({ query }: VenueRequest): Reply {
    const one = query.get("symbol");
    let names: string[] | undefined;
    try {
      names = query.has("symbols") ? JSON.parse(query.get("symbols")!) : one === null ? undefined : [one];
    } catch {
      return binanceError(
        -1100,
        "Illegal characters found in parameter 'symbols'; legal range is '^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$'.",
      );
    }
    const named = names?.map((name) => [name, this.floor.series(name)] as const) ??
      this.floor.allSeries.map((series) => [series.symbol.replace("/", ""), series] as const);
    if (named.some(([, series]) => series === undefined)) return INVALID_SYMBOL;
    return jsonReply({
      timezone: "UTC",
      serverTime: this.floor.time.nowMs(),
      rateLimits: [{
        rateLimitType: "REQUEST_WEIGHT",
        interval: "MINUTE",
        intervalNum: 1,
        limit: WEIGHT_A_MINUTE,
      }],
      exchangeFilters: [],
      symbols: named.map(([name, series]) => symbolInfo(name, series!)),
    });
  }

  klines(request: VenueRequest): Reply {
    const { query } = request, series = this.#series(query);
    if (!isSeries(series)) return series;
    const timeframe = binanceInterval(query.get("interval") ?? "");
    if (timeframe === undefined) return binanceError(-1120, "Invalid interval.");
    const limit = limitOf(query), nowMs = this.floor.time.nowMs();
    const startMs = wholeNumber(query, "startTime", -Infinity),
      endMs = wholeNumber(query, "endTime", Infinity);
    if (Number.isNaN(limit + startMs) || Number.isNaN(endMs)) return ILLEGAL;
    // Without a start, the newest ones.
    const fromMs = startMs === -Infinity
      ? timeframe.startMs(Math.min(endMs, nowMs)) - (limit - 1) * timeframe.spanMs
      : startMs;
    const bars = tradeBars(series, timeframe, { fromMs, toMs: endMs + 1, nowMs, limit, hasEmpty: true });
    return jsonReply(request.page(bars).map(klineRow));
  }

  aggTrades(request: VenueRequest): Reply {
    const { query } = request, series = this.#series(query);
    if (!isSeries(series)) return series;
    const limit = limitOf(query), nextId = series.idAt(this.floor.time.nowMs() + 1);
    const startMs = wholeNumber(query, "startTime", NaN), fromId = wholeNumber(query, "fromId", NaN);
    const endMs = wholeNumber(query, "endTime", NaN);
    if (Number.isNaN(limit)) return ILLEGAL;
    if (query.has("fromId") && (query.has("startTime") || query.has("endTime"))) {
      return binanceError(-1128, "Combination of optional parameters invalid.");
    }
    let from: number, to = nextId;
    if (fromId === fromId) from = fromId;
    else {
      if (endMs === endMs) to = Math.min(to, series.idAt(endMs + 1));
      else if (startMs === startMs) to = Math.min(to, series.idAt(startMs + AGG_WINDOW_MS));
      from = startMs === startMs ? series.idAt(startMs) : to - limit;
    }
    from = Math.max(series.firstId, from);
    return jsonReply(request.page(tradesBetween(series, from, Math.min(to, from + limit))).map(aggTradeRow));
  }

  trades(request: VenueRequest): Reply {
    const { query, path } = request, series = this.#series(query);
    if (!isSeries(series)) return series;
    const limit = limitOf(query), nextId = series.idAt(this.floor.time.nowMs() + 1);
    const fromId = path.endsWith("/trades") ? nextId - limit : wholeNumber(query, "fromId", nextId - limit);
    if (Number.isNaN(limit + fromId)) return ILLEGAL;
    const from = Math.max(series.firstId, fromId);
    return jsonReply(request.page(tradesBetween(series, from, Math.min(nextId, from + limit))).map(tradeRow));
  }

  #series(query: URLSearchParams): EditedSeries | Reply {
    const symbol = query.get("symbol");
    if (symbol === null || symbol === "") {
      return binanceError(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }
    return this.floor.series(symbol) ?? INVALID_SYMBOL;
  }

  /** 429 where the weight is used up, 418 for whoever goes on all the same. */
  #limit(weight: number): Reply | undefined {
    const nowMs = this.floor.clock.steadyMs();
    if (nowMs < this.#bannedUntilMs) {
      return binanceRefusal(418, Math.ceil((this.#bannedUntilMs - nowMs) / 1_000));
    }
    if (this.#weight.spend(weight)) {
      this.#ignored = 0;
      return undefined;
    }
    if (++this.#ignored > IGNORED_MOST) {
      this.#ignored = 0;
      this.#bannedUntilMs = nowMs + BAN_S * 1_000;
      return binanceRefusal(418, BAN_S);
    }
    return binanceRefusal(429, Math.ceil(this.#weight.waitMs / 1_000));
  }
}

/** Binance's words for 418, 429 and 500. */
export function binanceRefusal(status: number, retryAfterS: number): Reply {
  if (status === 500) {
    return jsonReply({ code: -1000, msg: "An unknown error occurred while processing the request." }, 500);
  }
  const msg = status === 429
    ? "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."
    : "Way too much request weight used; IP banned. Please use WebSocket Streams for live updates to avoid bans.";
  return jsonReply({ code: -1003, msg }, status, { "retry-after": String(retryAfterS) });
}

function binanceError(code: number, msg: string): Reply {
  return jsonReply({ code, msg }, 400);
}

const INVALID_SYMBOL = binanceError(-1121, "Invalid symbol.");
const ILLEGAL = binanceError(-1100, "Illegal characters found in a parameter.");

function isSeries(value: EditedSeries | Reply): value is EditedSeries {
  return "endId" in value;
}

function limitOf(query: URLSearchParams): number {
  return Math.max(1, Math.min(ROWS_MOST, wholeNumber(query, "limit", ROWS_USUAL)));
}

function symbolInfo(name: string, { symbol, tickSize, lotSize }: EditedSeries): unknown {
  const [baseAsset, quoteAsset = "USD"] = symbol.split("/");
  const tick = tickSize.toFixed(8), lot = lotSize.toFixed(8);
  return {
    symbol: name.toUpperCase(),
    status: "TRADING",
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ["LIMIT", "MARKET"],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "1000000.00000000", tickSize: tick },
      { filterType: "LOT_SIZE", minQty: lot, maxQty: "9000000.00000000", stepSize: lot },
      { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true },
    ],
  };
}
