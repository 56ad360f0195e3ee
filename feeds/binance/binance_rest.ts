import { instrument } from "../../engine/instrument.ts";
import { type RestProtocol, UnreadableReply } from "../exchange_protocol.ts";
import { parsedReply } from "../parsed_reply.ts";
import { judgeStatus } from "../rest_client.ts";
import { decimal, fields, rows, text, words } from "../wire_fields.ts";

/** Rows of a page. */
const ROWS_MOST = 1_000;

/** Without an end, aggregate trades are given from a start on for an hour. */
const HOUR_MS = 3_600_000;

/** Ours → theirs: they have no others. */
export const BINANCE_INTERVALS: ReadonlyMap<string, string> = new Map(
  ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"].map(
    (text) => [text, text],
  ),
);

/** Binance over REST: https://github.com/binance/binance-spot-api-docs, rest-api.md, "Market Data endpoints". */
export function binanceRest(url: string): RestProtocol {
  return {
    // Cursors: "i" and a number to go on from, "t" and a time.
    trades({ symbol, id, timeMs }, cursor) {
      const from = cursor || (id === id ? `i${id + 1}` : `t${Math.ceil(timeMs)}`);
      const parameter = from[0] === "i" ? "fromId" : "startTime";
      return {
        url: `${url}/api/v3/aggTrades?symbol=${encodeURIComponent(symbol)}&${parameter}=${
          from.slice(1)
        }&limit=${ROWS_MOST}`,
        weight: 4,
      };
    },
    pagesForward: true,
    readTrades(body, { id, timeMs, nowMs }, cursor, into) {
      const page = rowsOf(body);
      for (const row of page) {
        const { a, T, p, q, m } = fields(row);
        into.push({
          id: decimal(a),
          timeMs: decimal(T),
          price: decimal(p),
          quantity: decimal(q),
          takerSide: m === true ? -1 : m === false ? 1 : 0,
        });
      }
      const last = into[into.length - 1];
      // Only an empty page says that there is no more: others may come short.
      if (page.length > 0) return { next: `i${last.id + 1}` };
      // By time, an answer ends where its hour does, which needn't be where the trades do.
      const startMs = cursor === "" && id !== id
        ? Math.ceil(timeMs)
        : cursor[0] === "t"
        ? Number(cursor.slice(1))
        : NaN;
      if (startMs + HOUR_MS < nowMs) {
        return { next: `t${startMs + HOUR_MS}` };
      }
      return "end";
    },
    interval: ({ text }) => BINANCE_INTERVALS.get(text),
    bars({ symbol, interval, fromMs, toMs }, cursor) {
      const query = `symbol=${encodeURIComponent(symbol)}&interval=${interval}&startTime=${cursor || fromMs}`;
      return { url: `${url}/api/v3/klines?${query}&endTime=${toMs - 1}&limit=${ROWS_MOST}`, weight: 2 };
    },
    readBars(body, _wanted, _cursor, into) {
      const page = rowsOf(body);
      for (const row of page) {
        const [openTimeMs, open, high, low, close, volume] = rows(row).map(decimal);
        into.push({ openTimeMs, open, high, low, close, volume });
      }
      const last = into[into.length - 1];
      return page.length >= ROWS_MOST && last.openTimeMs > 0 ? { next: String(last.openTimeMs + 1) } : "end";
    },
    instruments: (symbols) => [{
      url: `${url}/api/v3/exchangeInfo?symbols=${encodeURIComponent(JSON.stringify(symbols))}`,
      weight: 20,
    }],
    readInstruments(body, symbols) {
      const infos = new Map(
        rows(fields(parsedReply(body)).symbols).map((info) => [fields(info).symbol, fields(info)]),
      );
      return symbols.map((symbol) => {
        const info = infos.get(symbol);
        if (info === undefined) throw new UnreadableReply(`${symbol} is not in it`);
        const filter = (name: string) =>
          fields(rows(info.filters).find((each) => fields(each).filterType === name));
        return instrument(symbol, {
          currency: text(info.quoteAsset) || "USDT",
          tickSize: decimal(filter("PRICE_FILTER").tickSize) || 0,
          lotSize: decimal(filter("LOT_SIZE").stepSize) || 0,
          minNotional: decimal(filter("NOTIONAL").minNotional) ||
            decimal(filter("MIN_NOTIONAL").minNotional) || 0,
        });
      });
    },
    time: {
      request: { url: `${url}/api/v3/time`, weight: 1 },
      read(body) {
        try {
          return decimal(fields(JSON.parse(body)).serverTime);
        } catch {
          return NaN;
        }
      },
    },
    checksSymbols: true,
    judge(reply) {
      if (reply.status === 200) return { verdict: "good" };
      const again = judgeStatus(reply);
      if (again !== undefined) return again;
      let error;
      try {
        error = fields(JSON.parse(reply.text));
      } catch {
        error = fields(undefined);
      }
      return {
        verdict: "bad",
        reason: words(error.msg) || `status ${reply.status}`,
        isUnknownSymbol: error.code === -1121,
      };
    },
  };
}

function rowsOf(body: string): readonly unknown[] {
  const page = parsedReply(body);
  if (!Array.isArray(page)) throw new UnreadableReply("the answer is no list");
  return page;
}
