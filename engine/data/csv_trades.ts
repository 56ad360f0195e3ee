import { isoTime } from "../bars.ts";
import { LockstepError } from "../error.ts";
import type { Trades } from "../ticks.ts";
import { CsvFile } from "./csv_file.ts";
import { csvRow } from "./csv_row.ts";
import { CsvTime } from "./csv_time.ts";

/** Names of columns, the better ones first, in lower case: ours, Binance's, Kraken's, Coinbase's, Tardis'. */
const TIMES = ["time", "timestamp", "transact_time", "trade_time", "date", "t"];
const PRICES = ["price", "p"], QUANTITIES = ["quantity", "qty", "size", "amount", "volume", "q"];
const SIDES = ["side", "taker_side"],
  MAKER_BUYS = ["is_buyer_maker", "isbuyermaker", "was_the_buyer_the_maker"];

/** Which cell holds what; −1 where none does. */
interface TradeCells {
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: number;
  readonly buyerIsMaker: number;
}

/**
 * Reads a CSV file of trades whole: a header with time, price and quantity, and the taker's side where the file has it ("buy" or "sell", or
 * Binance's is_buyer_maker). Times are epoch numbers or dates, as in files of bars, in UTC where they name no zone; they must not go back.
 * 25 bytes of memory a trade.
 * @throws LockstepError where it can't be read so: with file, line and column.
 */
export function readCsvTrades(path: string): Trades {
  const file = new CsvFile(path);
  try {
    const header = file.nextLine();
    const cells = tradeCells(path, file.line, header ?? "");
    const kept = new GrowingTrades();
    let time: CsvTime | undefined, previousMs = -Infinity;
    for (;;) {
      for (let line = file.nextLine(); line !== undefined; line = file.nextLine()) {
        const row = csvRow(line, ",");
        const fault = (column: number, text: string) =>
          new LockstepError(`${path}:${file.line}${column < 0 ? "" : `:${column + 1}`}: ${text}.`);
        if (row === undefined) throw fault(-1, "its quotes don't pair up");
        const text = row[cells.time] ?? "";
        time ??= CsvTime.learn(text);
        const timeMs = time?.readText(text) ?? NaN;
        if (Number.isNaN(timeMs)) throw fault(cells.time, `"${text}" is not a time`);
        if (timeMs < previousMs) {
          throw fault(
            cells.time,
            `its time ${isoTime(timeMs)} is before that of the trade above it, ${isoTime(previousMs)}`,
          );
        }
        previousMs = timeMs;
        const [price, quantity] = [cells.price, cells.quantity].map((cell) => {
          const value = row[cell] === undefined || row[cell].trim() === "" ? NaN : Number(row[cell]);
          if (!(value > 0 && value < Infinity)) {
            throw fault(
              cell,
              `${cell === cells.price ? "price" : "quantity"} "${
                row[cell] ?? ""
              }" is not a number above zero`,
            );
          }
          return value;
        });
        kept.add(timeMs, price, quantity, takerSide(row, cells));
      }
      if (file.hasEnded) break;
      file.more();
    }
    if (kept.length === 0) throw new LockstepError(`${path}: it has no trades.`);
    return kept.trades;
  } finally {
    file.close();
  }
}

function tradeCells(path: string, lineNumber: number, header: string): TradeCells {
  const names = (csvRow(header, ",") ?? []).map((name) => name.trim().toLowerCase().replaceAll(" ", "_"));
  const find = (wanted: readonly string[]) =>
    wanted.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1;
  const cells = {
    time: find(TIMES),
    price: find(PRICES),
    quantity: find(QUANTITIES),
    side: find(SIDES),
    buyerIsMaker: find(MAKER_BUYS),
  };
  const missing = (["time", "price", "quantity"] as const).filter((name) => cells[name] < 0);
  if (missing.length === 0) return cells;
  throw new LockstepError(
    `${path}:${lineNumber}: its first line has no column for ${missing.join(", ")}: ` +
      `it must be a header such as time,price,quantity,side.`,
  );
}

function takerSide(row: readonly string[], { side, buyerIsMaker }: TradeCells): number {
  const text = (row[side] ?? "").trim().toLowerCase();
  if (text === "buy" || text === "b" || text === "bid") return 1;
  if (text === "sell" || text === "s" || text === "ask") return -1;
  const isMaker = (row[buyerIsMaker] ?? "").trim().toLowerCase();
  return isMaker === "true" || isMaker === "1" ? -1 : isMaker === "false" || isMaker === "0" ? 1 : 0;
}

/** Trades of which it isn't known how many there will be. */
class GrowingTrades {
  length = 0;
  #timeMs = new Float64Array(1 << 16);
  #price = new Float64Array(1 << 16);
  #quantity = new Float64Array(1 << 16);
  #takerSide = new Int8Array(1 << 16);

  add(timeMs: number, price: number, quantity: number, takerSide: number): void {
    if (this.length === this.#timeMs.length) this.#grow();
    this.#timeMs[this.length] = timeMs;
    this.#price[this.length] = price;
    this.#quantity[this.length] = quantity;
    this.#takerSide[this.length++] = takerSide;
  }

  get trades(): Trades {
    return {
      timeMs: this.#timeMs.slice(0, this.length),
      price: this.#price.slice(0, this.length),
      quantity: this.#quantity.slice(0, this.length),
      takerSide: this.#takerSide.slice(0, this.length),
    };
  }

  #grow(): void {
    const grown = (column: Float64Array<ArrayBuffer>) => {
      const larger = new Float64Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.#timeMs = grown(this.#timeMs);
    this.#price = grown(this.#price);
    this.#quantity = grown(this.#quantity);
    const sides = new Int8Array(this.#timeMs.length);
    sides.set(this.#takerSide);
    this.#takerSide = sides;
  }
}
