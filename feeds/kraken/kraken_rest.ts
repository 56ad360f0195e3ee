import { instrument } from "../../engine/instrument.ts";
import { type RestProtocol, UnreadableReply } from "../exchange_protocol.ts";
import { parsedReply } from "../parsed_reply.ts";
import { judgeStatus } from "../rest_client.ts";
import { decimal, type Fields, fields, rows, words } from "../wire_fields.ts";

const ROWS_MOST = 1_000;

/** Kraken keeps so many bars, of whatever length. */
const BARS_KEPT = 720;

/** Ours → minutes: it has no others. */
export const KRAKEN_MINUTES: ReadonlyMap<string, number> = new Map([
  ["1m", 1],
  ["5m", 5],
  ["15m", 15],
  ["30m", 30],
  ["1h", 60],
  ["4h", 240],
  ["1d", 1_440],
]);

/** REST calls two coins otherwise than the sockets do. */
const REST_NAMES: Readonly<Record<string, string>> = { BTC: "XBT", DOGE: "XDG" };

/** Kraken over REST: https://docs.kraken.com/api/docs/rest-api/get-recent-trades and its neighbours. Errors come with status 200. */
export function krakenRest(url: string): RestProtocol {
  return {
    // Cursor: `since` in nanoseconds, which leaves out the trade of just that moment.
    trades({ symbol, timeMs }, cursor) {
      // Microseconds are whole in a float64; three more digits wouldn't be.
      const since = cursor || `${Math.max(0, Math.floor((timeMs - 1) * 1_000))}000`;
      return {
        url: `${url}/0/public/Trades?pair=${pairOf(symbol)}&since=${since}&count=${ROWS_MOST}`,
        weight: 1,
      };
    },
    pagesForward: true,
    readTrades(body, { id, timeMs }, cursor, into) {
      // It can only be asked by time.
      if (timeMs !== timeMs) return "short";
      const { list, last } = resultOf(body);
      for (const row of list) {
        const [price, quantity, seconds, side, , , tradeId] = rows(row);
        const trade = {
          id: decimal(tradeId),
          // Written with nine decimals at most, of which a float64 holds six.
          timeMs: Math.round(decimal(seconds) * 1e6) / 1e3,
          price: decimal(price),
          quantity: decimal(quantity),
          takerSide: side === "b" ? 1 as const : side === "s" ? -1 as const : 0 as const,
        };
        if (!(trade.id <= id)) into.push(trade);
      }
      // Only an empty page says that there is no more: others may come short.
      return list.length > 0 && last !== "" && last !== cursor ? { next: last } : "end";
    },
    interval: ({ text }) => KRAKEN_MINUTES.get(text)?.toString(),
    bars: ({ symbol, timeframe: { spanMs }, interval, fromMs }) => ({
      url: `${url}/0/public/OHLC?pair=${pairOf(symbol)}&interval=${interval}&since=${
        Math.floor((fromMs - spanMs) / 1_000)
      }`,
      weight: 1,
    }),
    readBars(body, { fromMs }, _cursor, into) {
      const { list } = resultOf(body);
      for (const row of list) {
        const [seconds, open, high, low, close, , volume] = rows(row).map(decimal);
        into.push({ openTimeMs: seconds * 1_000, open, high, low, close, volume });
      }
      return list.length >= BARS_KEPT && !(into[0].openTimeMs <= fromMs) ? "short" : "end";
    },
    instruments: (symbols) => [{
      url: `${url}/0/public/AssetPairs?pair=${symbols.map(pairOf).join(",")}`,
      weight: 1,
    }],
    readInstruments(body, symbols) {
      const pairs = Object.values(fields(fields(parsedReply(body)).result)).map(fields);
      return symbols.map((symbol) => {
        const name = pairOf(symbol), pair = pairs.find(({ altname }) => altname === name);
        if (pair === undefined) throw new UnreadableReply(`${symbol} is not in it`);
        const lotDecimals = decimal(pair.lot_decimals);
        return instrument(symbol, {
          currency: symbol.split("/")[1] ?? "USD",
          tickSize: decimal(pair.tick_size) || 0,
          lotSize: lotDecimals >= 0 ? Number(`1e-${lotDecimals}`) : 0,
          minNotional: decimal(pair.costmin) || 0,
        });
      });
    },
    checksSymbols: false,
    judge(reply) {
      const again = judgeStatus(reply);
      if (again !== undefined) return again;
      let error = "";
      try {
        error = words(rows(fields(JSON.parse(reply.text)).error)[0]);
      } catch { // whoever reads it says so
      }
      if (error === "" && reply.status === 200) return { verdict: "good" };
      // "EAPI:Rate limit exceeded", "EGeneral:Too many requests"; "EService:Unavailable", "EService:Busy".
      if (/rate limit|too many/i.test(error)) return { verdict: "again", reason: error, waitMs: 5_000 };
      if (error.startsWith("EService")) return { verdict: "again", reason: error, waitMs: 0 };
      const reason = error || `status ${reply.status}`;
      return { verdict: "bad", reason, isUnknownSymbol: /unknown asset pair/i.test(error) };
    },
  };
}

function pairOf(symbol: string): string {
  return symbol.split("/").map((coin) => REST_NAMES[coin] ?? coin).join("");
}

/** The one list in an answer, whatever Kraken calls the pair there, and where the next page begins. */
function resultOf(body: string): { list: readonly unknown[]; last: string } {
  const result: Fields = fields(fields(parsedReply(body)).result);
  const list = Object.entries(result).find(([name, value]) => name !== "last" && Array.isArray(value))?.[1];
  if (list === undefined) throw new UnreadableReply("the answer holds no list");
  return { list: rows(list), last: String(result.last ?? "") };
}
