import { BAR_FIELDS, type Bars } from "../engine/bars.ts";
import { LockstepError } from "../engine/error.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import {
  barsOfColumns,
  barsOfInstruments,
  readInput,
  type SessionConfig,
  type SessionInput,
  tradesOfColumns,
} from "../engine/live/session_input.ts";
import { concatTrades, type Trades } from "../engine/ticks.ts";
import { sessionConfigOf } from "./open_session.ts";

/** What a session saw, by instrument. */
export interface SessionMarket {
  readonly bars: readonly Bars[];
  /** Where its orders were matched against trades: those of bars on which something waited for them. */
  readonly trades?: readonly Trades[];
}

/** Puts together what inputs bring. */
export class MarketTaken {
  readonly #columns: readonly number[][][];
  readonly #trades: readonly Trades[][];
  readonly #hasTrades: boolean;

  constructor({ instruments, matching }: SessionConfig) {
    this.#columns = instruments.map(() => BAR_FIELDS.map(() => []));
    this.#trades = instruments.map(() => []);
    this.#hasTrades = matching === "trades";
  }

  take({ bars, trades = [] }: Extract<SessionInput, { kind: "bars" }>): void {
    bars.forEach((columns, i) =>
      columns.forEach((column, k) => {
        const kept = this.#columns[i][k];
        for (const value of column) kept.push(value);
      })
    );
    trades.forEach((each, i) => {
      if (each !== null) this.#trades[i].push(tradesOfColumns(each, barsOfColumns(bars[i])));
    });
  }

  get taken(): SessionMarket {
    return {
      bars: barsOfInstruments(this.#columns),
      ...this.#hasTrades && { trades: this.#trades.map(concatTrades) },
    };
  }
}

/**
 * What a session saw with so many inputs, warm-up included. @throws LockstepError where its journal has fewer; JournalDamage where it can't be
 * read.
 */
export function sessionMarket(store: JournalStore, sessionId: string, inputs: number): SessionMarket {
  const market = new MarketTaken(sessionConfigOf(store, sessionId));
  let read = 0;
  for (const { sequence, kind, body } of store.read(sessionId, 0)) {
    if (sequence >= inputs) break;
    read++;
    if (kind !== "bars") continue;
    const input = readInput(body, `Entry ${sequence} of session ${sessionId}`);
    if (input.kind === "bars") market.take(input);
  }
  if (read === inputs) return market.taken;
  throw new LockstepError(
    `The journal of session ${sessionId} has ${read} entries: it had ${inputs}, and was put back to an older one.`,
  );
}
