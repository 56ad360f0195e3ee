import { instrument } from "../../engine/instrument.ts";
import { type PageEnd, type RestProtocol, UnreadableReply } from "../exchange_protocol.ts";
import { parsedReply } from "../parsed_reply.ts";
import { judgeStatus } from "../rest_client.ts";
import { decimal, type Fields, fields, rows, utcTime, words } from "../wire_fields.ts";

const ROWS_MOST = 10_000;

/** Ours → theirs: minutes below an hour, hours below a day, a day, a week, months that divide a year. */
const UNITS: Readonly<Record<string, readonly [name: string, isAllowed: (count: number) => boolean]>> = {
  m: ["Min", (count) => count < 60],
  h: ["Hour", (count) => count < 24],
  d: ["Day", (count) => count === 1],
  w: ["Week", (count) => count === 1],
  M: ["Month", (count) => [1, 2, 3, 4, 6, 12].includes(count)],
};

/** Alpaca's market data over REST: https://docs.alpaca.markets/reference/stockbars, stocktrades, cryptobars-1 and cryptotrades-1. */
export function alpacaRest(market: "stocks" | "crypto", url: string): RestProtocol {
  const isStocks = market === "stocks";
  const root = isStocks ? `${url}/v2/stocks` : `${url}/v1beta3/crypto/us`, feed = isStocks ? "&feed=iex" : "";
  const page = (what: string, symbol: string, fromMs: number, cursor: string, more: string) => {
    const token = cursor === "" ? "" : `&page_token=${encodeURIComponent(cursor)}`;
    const query = `symbols=${encodeURIComponent(symbol)}&start=${
      timeText(fromMs)
    }&limit=${ROWS_MOST}&sort=asc`;
    return { url: `${root}/${what}?${query}${more}${feed}${token}`, weight: 1 };
  };
  return {
    trades: ({ symbol, timeMs }, cursor) => page("trades", symbol, timeMs, cursor, ""),
    pagesForward: true,
    readTrades(body, { symbol }, _cursor, into) {
      const [trades, end] = pageOf(body, "trades", symbol);
      for (const row of trades) {
        const { i, t, p, s, tks } = fields(row);
        into.push({
          id: decimal(i),
          timeMs: utcTime(t),
          price: decimal(p),
          quantity: decimal(s),
          takerSide: tks === "B" ? 1 : tks === "S" ? -1 : 0,
        });
      }
      return end;
    },
    interval({ text }) {
      const count = Number(text.slice(0, -1)), [name, isAllowed] = UNITS[text.slice(-1)] ?? [];
      return isAllowed?.(count) === true ? `${count}${name}` : undefined;
    },
    bars({ symbol, interval, fromMs, toMs }, cursor) {
      const adjustment = isStocks ? "&adjustment=raw" : "";
      return page(
        "bars",
        symbol,
        fromMs,
        cursor,
        `&timeframe=${interval}&end=${timeText(toMs - 1)}${adjustment}`,
      );
    },
    readBars(body, { symbol }, _cursor, into) {
      const [bars, end] = pageOf(body, "bars", symbol);
      for (const row of bars) {
        const { t, o, h, l, c, v } = fields(row);
        into.push({
          openTimeMs: utcTime(t),
          open: decimal(o),
          high: decimal(h),
          low: decimal(l),
          close: decimal(c),
          volume: decimal(v),
        });
      }
      return end;
    },
    // Its data say nothing of ticks and lots.
    instruments: () => [],
    // Regulation NMS, rule 612: a stock at a dollar or more is quoted in cents. Coins may be had in any fraction.
    readInstruments: (_, symbols) =>
      symbols.map((symbol) =>
        isStocks
          ? instrument(symbol, { currency: "USD", tickSize: 0.01, lotSize: 1 })
          : instrument(symbol, { currency: symbol.split("/")[1] ?? "USD", lotSize: 0, shortable: false })
      ),
    checksSymbols: false,
    judge(reply) {
      if (reply.status === 200) return { verdict: "good" };
      const again = judgeStatus(reply);
      if (again !== undefined) return again;
      let message = "";
      try {
        message = words(fields(JSON.parse(reply.text)).message);
      } catch { // the status says enough
      }
      return {
        verdict: "bad",
        reason: message || `status ${reply.status}`,
        isUnknownSymbol: /invalid symbol/i.test(message),
      };
    },
  };
}

function timeText(timeMs: number): string {
  return new Date(Math.floor(timeMs)).toISOString();
}

/** Rows of one symbol; one that has none isn't named. */
function pageOf(body: string, name: string, symbol: string): readonly [readonly unknown[], PageEnd] {
  const answer: Fields = fields(parsedReply(body)), token = answer.next_page_token;
  if (!(name in answer)) throw new UnreadableReply(`the answer holds no ${name}`);
  return [
    rows(fields(answer[name])[symbol]),
    typeof token === "string" && token !== "" ? { next: token } : "end",
  ];
}
