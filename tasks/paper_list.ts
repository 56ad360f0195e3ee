import { LockstepError } from "../engine/error.ts";
import { JournalDamage } from "../engine/live/journal_store.ts";
import { recover } from "../engine/live/recovery.ts";
import type { SessionPhase } from "../engine/live/session_core.ts";
import { sessionConfigOf } from "../paper/open_session.ts";
import { sessionCoreOf } from "../paper/session_core_of.ts";
import type { SqliteJournal } from "../stores/sqlite_journal.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { formatCount, formatDateTime, formatNumber, moneyDecimals } from "./number_format.ts";
import { type Ink, padLeft, padRight, plain, shorten, textWidth } from "./terminal_text.ts";

/** A line of the list. */
interface Row {
  readonly cells: readonly string[];
  /** Why it can't be told how it stands; empty where it can. */
  readonly problem: string;
}

const HEAD = ["session", "strategy", "symbols", "phase", "bars", "equity", "last bar (UTC)"];
const RIGHT = [4, 5], SYMBOLS_WIDTH = 24, STRATEGY_WIDTH = 24;

/** Every session of a store, oldest first: what it trades, how it stands. A session that can't be read says why. */
export async function sessionList(store: SqliteJournal, width: number, ink: Ink): Promise<string[]> {
  const rows: Row[] = [];
  for (const sessionId of store.sessions()) rows.push(await rowOf(store, sessionId));
  if (rows.length === 0) {
    return [
      "There is no session yet. Begin one: deno task paper --strategy ema_crossover --feed binance:BTCUSDT",
    ];
  }
  const widths = HEAD.map((title, k) =>
    Math.max(
      title.length,
      ...rows.filter(({ problem }) => problem === "").map(({ cells }) => textWidth(cells[k])),
    )
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => RIGHT.includes(k) ? padLeft(cell, widths[k]) : padRight(cell, widths[k])).join(
      "  ",
    )
      .trimEnd();
  return [
    ink.faint(line(HEAD)),
    ...rows.map(({ cells, problem }) =>
      problem === "" ? line(cells) : ink.warn(shorten(`${cells[0]}  ${plain(problem)}`, Math.max(width, 60)))
    ),
  ];
}

async function rowOf(store: SqliteJournal, sessionId: string): Promise<Row> {
  try {
    const config = sessionConfigOf(store, sessionId);
    const { core, differences } = recover(
      store,
      sessionId,
      sessionCoreOf(config, await loadStrategy(config.strategy)),
    );
    const cells = [
      sessionId,
      shorten(plain(config.strategy), STRATEGY_WIDTH),
      shorten(plain(config.instruments.map(({ symbol }) => symbol).join(",")), SYMBOLS_WIDTH),
      phaseText(core.phase, store.holder(sessionId) !== undefined),
      formatCount(core.steps),
      formatNumber(core.equity, moneyDecimals(config.account.cash)),
      Number.isNaN(core.timeMs) ? "—" : formatDateTime(core.timeMs),
    ];
    return {
      cells,
      problem: differences.length === 0 ? "" : `${differences[0]}: deno task parity ${sessionId}`,
    };
  } catch (error) {
    if (!(error instanceof LockstepError || error instanceof JournalDamage)) throw error;
    return { cells: [sessionId], problem: error.message };
  }
}

/** "running", "at rest", "paused, at rest": where nobody runs it, it goes on only once it is taken up again. */
function phaseText(phase: SessionPhase, isHeld: boolean): string {
  if (isHeld || phase === "stopped") return phase;
  return phase === "running" ? "at rest" : `${phase}, at rest`;
}
