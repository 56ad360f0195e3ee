import { instrument } from "../../engine/instrument.ts";
import { type RestProtocol, UnreadableReply } from "../exchange_protocol.ts";
import { parsedReply } from "../parsed_reply.ts";
import { judgeStatus } from "../rest_client.ts";
import { decimal, fields, rows, text, utcTime, words } from "../wire_fields.ts";

/** Trades of a page, and candles of one. */
const TRADES_MOST = 1_000, BARS_MOST = 300;

const GRANULARITIES: ReadonlyMap<string, string> = new Map([
  ["1m", "ONE_MINUTE"],
  ["5m", "FIVE_MINUTE"],
  ["15m", "FIFTEEN_MINUTE"],
  ["30m", "THIRTY_MINUTE"],
  ["1h", "ONE_HOUR"],
  ["2h", "TWO_HOUR"],
  ["6h", "SIX_HOUR"],
  ["1d", "ONE_DAY"],
]);

/**
 * Coinbase over REST, the public part: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public. Trades come newest
 * first and by time alone, in whole seconds.
 */
export function coinbaseRest(url: string): RestProtocol {
  const market = `${url}/api/v3/brokerage/market/products`;
  return {
    // Cursor: the end, in seconds, up to which older trades are asked for; with an "s" behind it where the page before came short.
    trades({ symbol, timeMs }, cursor) {
      const start = timeMs === timeMs ? `&start=${Math.floor(timeMs / 1_000)}` : "";
      const end = cursor === "" ? "" : `&end=${parseInt(cursor)}`;
      return {
        url: `${market}/${encodeURIComponent(symbol)}/ticker?limit=${TRADES_MOST}${start}${end}`,
        weight: 1,
      };
    },
    pagesForward: false,
    readTrades(body, { id, timeMs }, cursor, into) {
      const page = rowsOf(body, "trades");
      let oldestId = Infinity, oldestMs = Infinity;
      for (const row of page) {
        const { trade_id, time, price, size } = fields(row);
        const trade = {
          id: decimal(trade_id),
          timeMs: utcTime(time),
          price: decimal(price),
          quantity: decimal(size),
          takerSide: 0 as const,
        };
        if (trade.id < oldestId) oldestId = trade.id;
        if (trade.timeMs < oldestMs) oldestMs = trade.timeMs;
        if (!(trade.id <= id)) into.push(trade);
      }
      if (id === id ? oldestId <= id + 1 : oldestMs < timeMs) return "end";
      // Nothing older comes any more, though it should: only the newest are kept.
      const next = String(Math.floor(oldestMs / 1_000) + 1);
      if (cursor !== "" && (page.length === 0 || next === String(parseInt(cursor)))) {
        return cursor.endsWith("s") ? "end" : "short";
      }
      if (page.length >= TRADES_MOST) return { next };
      // A page that isn't full holds all since the start that was asked for, unless numbers show that it doesn't.
      return id === id && page.length > 0 ? { next: `${next}s` } : "end";
    },
    interval: ({ text }) => GRANULARITIES.get(text),
    // Cursor: the start of a later page, in milliseconds.
    bars({ symbol, timeframe: { spanMs }, interval, fromMs, toMs }, cursor) {
      const startMs = cursor === "" ? fromMs : Number(cursor);
      const endMs = Math.min(toMs, startMs + BARS_MOST * spanMs) - 1;
      const span = `start=${Math.floor(startMs / 1_000)}&end=${Math.floor(endMs / 1_000)}`;
      return {
        url: `${market}/${
          encodeURIComponent(symbol)
        }/candles?${span}&granularity=${interval}&limit=${BARS_MOST}`,
        weight: 1,
      };
    },
    readBars(body, { timeframe: { spanMs }, fromMs, toMs }, cursor, into) {
      for (const row of rowsOf(body, "candles")) {
        const { start, open, high, low, close, volume } = fields(row);
        into.push({
          openTimeMs: decimal(start) * 1_000,
          open: decimal(open),
          high: decimal(high),
          low: decimal(low),
          close: decimal(close),
          volume: decimal(volume),
        });
      }
      const nextMs = (cursor === "" ? fromMs : Number(cursor)) + BARS_MOST * spanMs;
      return nextMs < toMs ? { next: String(nextMs) } : "end";
    },
    instruments: (symbols) =>
      symbols.map((symbol) => ({ url: `${market}/${encodeURIComponent(symbol)}`, weight: 1 })),
    readInstruments(body) {
      const product = fields(parsedReply(body)), symbol = text(product.product_id);
      if (symbol === "") throw new UnreadableReply("it names no product");
      return [instrument(symbol, {
        currency: text(product.quote_currency_id) || symbol.split("-")[1] || "USD",
        tickSize: decimal(product.price_increment) || decimal(product.quote_increment) || 0,
        lotSize: decimal(product.base_increment) || 0,
        minNotional: decimal(product.quote_min_size) || 0,
      })];
    },
    checksSymbols: false,
    judge(reply) {
      if (reply.status === 200) return { verdict: "good" };
      const again = judgeStatus(reply);
      if (again !== undefined) return again;
      let message = "";
      try {
        const error = fields(JSON.parse(reply.text));
        message = words(error.message) || words(error.error);
      } catch { // the status says enough
      }
      return {
        verdict: "bad",
        reason: message || `status ${reply.status}`,
        isUnknownSymbol: reply.status === 404 || /invalid product|product.*not/i.test(message),
      };
    },
  };
}

function rowsOf(body: string, name: string): readonly unknown[] {
  const list = fields(parsedReply(body))[name];
  if (!Array.isArray(list)) throw new UnreadableReply(`the answer holds no ${name}`);
  return rows(list);
}
