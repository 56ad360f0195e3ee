import type { Reply } from "../../engine/live/outside.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { decimalText } from "../wire/decimal_text.ts";
import type { EditedSeries } from "../market/edited_series.ts";
import { tradesBetween } from "../market/market.ts";
import { tradeBars } from "../market/trade_bar.ts";
import { RequestBudget } from "../request_budget.ts";
import { timeText } from "../wire/time_text.ts";
import { type Floor, jsonReply, type VenueRequest, wholeNumber } from "../venue.ts";
import { candleOf, tradeText } from "./coinbase_messages.ts";

const ROOT = "/api/v3/brokerage";

/** Requests a second of one address, candles of an answer, and trades that are still known. */
const REQUESTS_A_SECOND = 10, CANDLES_MOST = 350, TRADES_MOST = 1_000, TRADES_USUAL = 100;

const GRANULARITIES: Readonly<Record<string, string>> = {
  ONE_MINUTE: "1m",
  FIVE_MINUTE: "5m",
  FIFTEEN_MINUTE: "15m",
  THIRTY_MINUTE: "30m",
  ONE_HOUR: "1h",
  TWO_HOUR: "2h",
  FOUR_HOUR: "4h",
  SIX_HOUR: "6h",
  ONE_DAY: "1d",
};

/** Coinbase Advanced Trade's public REST interface: time, products, candles and recent trades, without a key. */
export class CoinbaseRest {
  readonly #floor: Floor;
  readonly #requests: RequestBudget;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#requests = new RequestBudget(floor.clock, REQUESTS_A_SECOND, 1_000);
  }

  get(request: VenueRequest): Reply {
    if (this.#floor.settings.hasLimits && !this.#requests.spend()) return coinbaseRefusal(429, 1);
    const { path } = request;
    if (path === `${ROOT}/time`) return this.#time();
    if (path === `${ROOT}/market/products`) {
      return jsonReply({
        products: this.#floor.allSeries.map((series) => productOf(series.symbol.replace("/", "-"), series)),
        num_products: this.#floor.allSeries.length,
      });
    }
    const [, product, what = ""] = new RegExp(`^${ROOT}/market/products/([^/]+)(?:/(\\w+))?$`).exec(path) ??
      [];
    if (product === undefined) return coinbaseError(404, "NOT_FOUND", "unknown path");
    const series = this.#floor.series(product);
    if (series === undefined) {
      return coinbaseError(404, "NOT_FOUND", "valid product_id is required");
    }
    if (what === "") return jsonReply(productOf(product, series));
    if (what === "candles") return this.#candles(request, series);
    if (what === "ticker") return this.#ticker(request, series, product);
    return coinbaseError(404, "NOT_FOUND", "unknown path");
  }

  #time(): Reply {
    const nowMs = this.#floor.time.nowMs();
    return jsonReply({
      iso: timeText(nowMs, 0),
      epochSeconds: String(Math.floor(nowMs / 1_000)),
      epochMillis: String(nowMs),
    });
  }

  /** Newest first; minutes without a trade are left out. */
  #candles(request: VenueRequest, series: EditedSeries): Reply {
    const { query } = request;
    const startS = wholeNumber(query, "start", NaN), endS = wholeNumber(query, "end", NaN);
    const granularity = query.get("granularity") ?? "";
    const limit = Math.min(CANDLES_MOST, wholeNumber(query, "limit", CANDLES_MOST));
    if (!Object.hasOwn(GRANULARITIES, granularity) || !(startS <= endS) || !(limit >= 1)) {
      return coinbaseError(400, "INVALID_ARGUMENT", "start, end and granularity must be given");
    }
    const timeframe = Timeframe.parse(GRANULARITIES[granularity]);
    if ((endS - startS) * 1_000 / timeframe.spanMs > CANDLES_MOST) {
      return coinbaseError(
        400,
        "INVALID_ARGUMENT",
        "start and end argument is invalid - number of candles requested should be less than 350",
      );
    }
    const bars = tradeBars(series, timeframe, {
      fromMs: startS * 1_000,
      toMs: endS * 1_000 + 1,
      nowMs: this.#floor.time.nowMs(),
      limit: Infinity,
      hasEmpty: false,
    });
    return jsonReply({ candles: request.page(bars.reverse().slice(0, limit)).map((bar) => candleOf(bar)) });
  }

  /** Recent trades, newest first. */
  #ticker(request: VenueRequest, series: EditedSeries, product: string): Reply {
    const { query } = request, nextId = series.idAt(this.#floor.time.nowMs() + 1);
    const limit = Math.min(TRADES_MOST, wholeNumber(query, "limit", TRADES_USUAL));
    const startS = wholeNumber(query, "start", -Infinity), endS = wholeNumber(query, "end", Infinity);
    if (!(limit >= 1) || Number.isNaN(startS + 1) || Number.isNaN(endS)) {
      return coinbaseError(400, "INVALID_ARGUMENT", "limit, start and end must be whole numbers");
    }
    const oldest = Math.max(series.firstId, nextId - TRADES_MOST);
    const from = startS === -Infinity ? oldest : Math.max(oldest, series.idAt(startS * 1_000));
    const to = endS === Infinity ? nextId : Math.min(nextId, series.idAt((endS + 1) * 1_000));
    const trades = request.page(tradesBetween(series, Math.max(from, to - limit), to).reverse());
    const last = tradesBetween(series, nextId - 1, nextId)[0];
    const best = last === undefined ? "" : decimalText(last.price);
    return jsonReply(
      `{"trades":[${
        trades.map((trade) => `${tradeText(trade, product).slice(0, -1)},"bid":"","ask":""}`).join(",")
      }],"best_bid":"${best}","best_ask":"${best}"}`,
    );
  }
}

/** Coinbase's words for 418, 429 and 500. */
export function coinbaseRefusal(status: number, retryAfterS: number): Reply {
  const headers = { "retry-after": String(retryAfterS) };
  return status === 500
    ? coinbaseError(500, "INTERNAL", "internal error")
    : jsonReply({ error: "RATE_LIMIT_EXCEEDED", message: "too many requests" }, status, headers);
}

function coinbaseError(status: number, error: string, message: string): Reply {
  return jsonReply({ error, error_details: message, message }, status);
}

function productOf(product: string, series: EditedSeries): unknown {
  const [base, quote = "USD"] = series.symbol.split("/");
  const tick = decimalText(series.tickSize), lot = decimalText(series.lotSize);
  return {
    product_id: product,
    product_type: "SPOT",
    base_currency_id: base,
    quote_currency_id: quote,
    base_increment: lot,
    quote_increment: tick,
    price_increment: tick,
    base_min_size: lot,
    quote_min_size: "1",
    status: "online",
    trading_disabled: false,
  };
}
