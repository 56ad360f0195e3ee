import { Bars } from "../engine/bars.ts";
import { readCsvBars } from "../engine/data/csv_bars.ts";
import { LockstepError } from "../engine/error.ts";
import { JournalDamage } from "../engine/live/journal_store.ts";
import type { LiveFeed } from "../engine/live/live_feed.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { exchangeHistory } from "../paper/exchange_history.ts";
import { sessionConfigOf } from "../paper/open_session.ts";
import { sessionFeed } from "../paper/session_feed.ts";
import { type HistoryRequest, sessionParity } from "../paper/session_parity.ts";
import { sessionsFolder } from "../stores/home_folder.ts";
import { SqliteJournal } from "../stores/sqlite_journal.ts";
import { command } from "./command.ts";
import { parityText } from "./parity_text.ts";
import { inkOf } from "./terminal_text.ts";

/** `deno task parity`: holds a session against a backtest. */
export const parity = command({
  name: "parity",
  summary:
    "Replays a session as a backtest over the exchange's history of the same time and explains every difference. " +
    "Exit code 0 where nothing is unexplained, 1 otherwise.",
  usage: "SESSION [flags]",
  operands: { value: "SESSION", help: "as deno task paper --list names it, finished or running" },
  flags: {
    data: {
      type: "string",
      value: "FILE",
      help:
        "CSV file of bars in place of the exchange's history; once for each instrument, in the session's order",
      multiple: true,
    },
    json: { type: "boolean", help: "print the report as JSON" },
  },
  examples: [
    ["deno task parity SESSION", "Against the exchange's history"],
    ["deno task parity SESSION --data btcusdt_1m.csv --json", "Against a file, for a program"],
  ],
  async run({ flags, operands }, { stdout }) {
    const [sessionId, ...others] = operands;
    if (sessionId === undefined || others.length > 0) {
      throw new LockstepError(
        "Name one session: deno task parity SESSION. deno task paper --list shows them.",
      );
    }
    const store = new SqliteJournal(sessionsFolder());
    try {
      const config = sessionConfigOf(store, sessionId);
      if (flags.data.length > 0 && flags.data.length !== config.instruments.length) {
        throw new LockstepError(
          `The session trades ${config.instruments.length} instruments and --data names ${flags.data.length} files: ` +
            `name one for each, in the order ${config.instruments.map(({ symbol }) => symbol).join(", ")}.`,
        );
      }
      const history = flags.data.length > 0
        ? fileHistory(new Map(config.instruments.map(({ symbol }, i) => [symbol, flags.data[i]])))
        : feedHistory((await sessionFeed(config, realOutside(), "history")).feed);
      const report = await sessionParity(store, sessionId, history);
      stdout.write(
        flags.json
          ? JSON.stringify(report, null, 1) + "\n"
          : parityText(report, Math.min(stdout.width, 100), inkOf(stdout.hasColour)),
      );
      return report.unexplained === 0 ? 0 : 1;
    } catch (error) {
      if (error instanceof JournalDamage) throw new LockstepError(error.message, { cause: error });
      throw error;
    } finally {
      store.close();
    }
  },
});

/** History from files, by symbol. */
function fileHistory(paths: ReadonlyMap<string, string>) {
  return ({ symbol, timeframe, fromMs, toMs }: HistoryRequest): Promise<Bars> => {
    const parts = [...readCsvBars(paths.get(symbol)!, { timeframe, symbol, fromMs, toMs })];
    return Promise.resolve(parts.length === 0 ? Bars.NONE : Bars.concat(parts));
  };
}

/** History from the exchange. */
function feedHistory(feed: LiveFeed) {
  return (request: HistoryRequest): Promise<Bars> =>
    exchangeHistory(feed, request, "Name a file of it with --data.");
}

if (import.meta.main) await parity.main();
