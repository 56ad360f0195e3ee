import { LockstepError } from "../engine/error.ts";
import { JournalDamage, type JournalStore } from "../engine/live/journal_store.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { VENUES } from "../feeds/venues.ts";
import { Alerts } from "../paper/alerts.ts";
import { environmentWebhook } from "../paper/environment_webhook.ts";
import { inheritFrom } from "../paper/inheritance.ts";
import { newSession, readFeedText } from "../paper/new_session.ts";
import { openSession, sessionConfigOf } from "../paper/open_session.ts";
import { sessionEquity } from "../paper/session_equity.ts";
import { sessionFeed } from "../paper/session_feed.ts";
import { sessionRecord } from "../paper/session_record.ts";
import { sessionsFolder } from "../stores/home_folder.ts";
import { newId } from "../stores/new_id.ts";
import { SqliteJournal } from "../stores/sqlite_journal.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { STRATEGY_NAMES } from "../strategies/registry.ts";
import { type Arguments, command, onInterrupt, type Terminals } from "./command.ts";
import { nearest } from "./nearest_word.ts";
import { PaperKeys } from "./paper_keys.ts";
import { sessionList } from "./paper_list.ts";
import { livePaper } from "./paper_live.ts";
import { readKeys } from "./paper_screen.ts";
import { saidAt, type TimedSaid } from "./paper_news.ts";
import { PaperWatch } from "./paper_watch.ts";
import { ACCOUNT_FLAGS, parametersSection, requireCash, strategyParams } from "./run_flags.ts";
import { tearSheet } from "./tear_sheet.ts";
import type { Terminal } from "./terminal.ts";
import { inkOf } from "./terminal_text.ts";

const FLAGS = {
  strategy: {
    type: "string",
    value: "NAME|FILE",
    help: `a file that exports a strategy, or one of ours: ${STRATEGY_NAMES.join(", ")}`,
  },
  feed: {
    type: "string",
    value: "EXCHANGE:SYMBOLS",
    help: `what it trades, such as binance:BTCUSDT,ETHUSDT; exchanges are ${VENUES.join(", ")}`,
  },
  timeframe: { type: "string", value: "SPAN", help: "how long a bar is: 1m, 5m, 1h", default: "1m" },
  ...ACCOUNT_FLAGS,
  match: {
    type: "choice",
    choices: ["bars", "trades"],
    help: "what orders are matched against: bars, as in most backtests, or each trade of the exchange",
    default: "bars",
  },
  late: {
    type: "choice",
    choices: ["follow", "forget", "act"],
    help: "signals of bars that came too late: followed once bars are in time again, forgotten, or acted on",
    default: "follow",
  },
  fail: {
    type: "choice",
    choices: ["flatten", "hold"],
    help: "what becomes of what is held when the strategy fails",
    default: "flatten",
  },
  exchange: {
    type: "string",
    value: "URL",
    help: "the local exchange (deno task exchange) in place of the real one",
  },
  speed: {
    type: "number",
    help: "how many times as fast the local exchange runs: as it was started with",
    default: 1,
    min: 0.001,
    max: 1_000,
  },
  session: { type: "string", value: "ID", help: "take this session up again" },
  inherit: {
    type: "string",
    value: "ID",
    help:
      "stop this session and go on with its account and what it holds in a new one, with other parameters",
  },
  list: { type: "boolean", help: "list all sessions" },
} as const;

/** How long what was told last may take to be sent when it ends. */
const WEBHOOK_MS_MOST = 5_000;

/** What a session that is taken up again brings itself. */
const OF_NEW_SESSION = [
  "strategy",
  "feed",
  "timeframe",
  ...Object.keys(ACCOUNT_FLAGS) as (keyof typeof ACCOUNT_FLAGS)[],
  "match",
  "late",
  "fail",
  "exchange",
  "speed",
  "inherit",
] as const;

/** What a session that goes on with another's account may have otherwise: all else is as it was there. */
const OF_INHERITING_SESSION: readonly string[] = ["inherit", "strategy", "match", "late", "fail"];

/** `deno task paper`: trades a live feed on paper. */
export const paper = command({
  name: "paper",
  summary:
    "Trades a live feed on paper: the strategy, the costs and the fills of a backtest, on prices as they come.",
  flags: FLAGS,
  usage: "--strategy NAME|FILE --feed EXCHANGE:SYMBOLS [flags]",
  passThrough: {
    value: "--PARAMETER VALUE",
    help: "any parameter of the strategy, such as --fast 10; --strategy NAME|FILE --help lists them",
    explain: parametersSection,
  },
  examples: [
    [
      "deno task paper --strategy ema_crossover --feed binance:BTCUSDT",
      "Bars of a minute, until you leave it",
    ],
    ["deno task paper --session ID", "The same session, taken up again"],
    [
      "deno task paper --inherit ID --fast 12",
      "Another parameter, from here on: a new session holds what it held",
    ],
    [
      "deno task paper --strategy ema_crossover --feed binance:BTCUSDT --exchange http://localhost:8200 --speed 60",
      "Without internet, after deno task exchange --speed 60",
    ],
  ],
  async run(args, terminals) {
    const { stdout } = terminals, store = new SqliteJournal(sessionsFolder());
    try {
      if (args.flags.list) {
        const lines = await sessionList(store, stdout.width, inkOf(stdout.hasColour));
        stdout.write(lines.join("\n") + "\n");
        return;
      }
      return await run(args, terminals, store);
    } catch (error) {
      if (error instanceof JournalDamage) throw new LockstepError(error.message, { cause: error });
      throw error;
    } finally {
      store.close();
    }
  },
});

async function run(
  args: Arguments<typeof FLAGS>,
  { stdout, stderr }: Terminals,
  store: SqliteJournal,
): Promise<number | void> {
  const real = realOutside(), taken = args.flags.session;
  const ofOther = OF_NEW_SESSION.find((name) => args.isGiven(name)) ?? Object.keys(args.params)[0];
  if (taken !== undefined && ofOther !== undefined) {
    throw new LockstepError(
      `--${ofOther}: a session goes on as it was begun; leave it out, or begin a new session without --session.`,
    );
  }
  let warn = (_: string) => {};
  const webhook = environmentWebhook({ clock: real.clock, warn: (text) => warn(text) });
  const before = taken ?? args.flags.inherit;
  const begun = before === undefined ? await askedFor(args) : undefined;
  const { feed, outside } = await sessionFeed(begun ?? sessionConfigOf(store, before!), real);
  const { clock } = outside;
  const asked = begun ??
    (taken === undefined ? await inheriting(args, before!, store, real.clock.nowMs()) : undefined);
  const config = asked === undefined
    ? sessionConfigOf(store, taken!)
    : await newSession(asked, feed, clock.nowMs());
  const sessionId = taken ?? newId(real.clock.nowMs());
  const watch = new PaperWatch(config);
  if (taken !== undefined) {
    for (const { timeMs, equity } of sessionEquity(store, taken)) watch.point(timeMs, equity);
  }
  const alerts = webhook === undefined ? undefined : new Alerts({
    sessionId,
    symbols: config.instruments.map(({ symbol }) => symbol),
    clock,
    give: (alert) => webhook.send(alert),
  });
  const end = Promise.withResolvers<string>(), death = { reason: "" };
  let print = (_: readonly TimedSaid[]) => {};
  warn = (text) => print(watch.take({ kind: "alert", level: "warning", text }, clock.nowMs()));
  const session = await openSession({
    sessionId,
    ...taken === undefined && { config },
    store,
    clock,
    leaseClock: real.clock,
    feed,
    holder: `process ${Deno.pid}`,
    tell(news) {
      print(watch.take(news, clock.nowMs()));
      alerts?.take(news);
      if (news.kind === "ended") end.resolve(news.reason);
      if (news.kind === "feed" && news.state === "dead") {
        death.reason = news.reason;
        clock.after(0, () => session.leave());
      }
    },
  });
  const keys = new PaperKeys(session, (text) => print(watch.asked(text, clock.nowMs())));
  const view = stdout.isInteractive
    ? livePaper({ session, sessionId, watch, keys, clock, stdout })
    : undefined;
  if (view === undefined) {
    print = (lines) => {
      try {
        for (const line of lines) stdout.write(`${saidAt(line)}\n`);
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        print = () => {}; // nobody reads any more
        clock.after(0, () => session.leave());
      }
    };
  }
  let endKeys = () => {};
  const tidyUp = () => {
    endKeys();
    view?.end();
  };
  const endInterrupt = onInterrupt(() => {
    session.leave();
    tidyUp();
    store.close();
    stdout.write(takeUpText(sessionId));
  });
  let reason: string;
  try {
    session.start();
    endKeys = readKeys((key) => keys.press(key));
    reason = await end.promise;
  } finally {
    endInterrupt();
    tidyUp();
    await webhook?.settled(WEBHOOK_MS_MOST);
  }
  if (death.reason !== "") {
    stderr.write(takeUpText(sessionId));
    throw new LockstepError(`The feed can't go on: ${death.reason.replace(/\.$/, "")}.`);
  }
  if (session.core.phase === "stopped") return await printRecord(store, sessionId, stdout);
  if (!/^it was left/.test(reason)) {
    throw new LockstepError(`The session ${sessionId} has ended here: ${reason}.`);
  }
  stdout.write(takeUpText(sessionId));
}

function takeUpText(sessionId: string): string {
  return `Left as it stands. Take it up again: deno task paper --session ${sessionId}\n`;
}

async function printRecord(store: JournalStore, sessionId: string, stdout: Terminal): Promise<void> {
  let sheet: string;
  try {
    const record = await sessionRecord(store, sessionId);
    sheet = tearSheet(record, { width: Math.min(stdout.width, 80), colour: stdout.hasColour });
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    sheet = `${error.message}\n`;
  }
  stdout.write(`${sheet}\nHeld against a backtest: deno task parity ${sessionId}\n`);
}

/** A new session, as the command line asks for it. */
async function askedFor({ flags, params, isGiven }: Arguments<typeof FLAGS>) {
  if (flags.strategy === undefined) {
    throw new LockstepError("--strategy NAME|FILE must be given. See --help.");
  }
  if (flags.feed === undefined) {
    throw new LockstepError("--feed EXCHANGE:SYMBOLS must be given, such as binance:BTCUSDT. See --help.");
  }
  if (isGiven("speed") && flags.exchange === undefined) {
    throw new LockstepError("--speed is the local exchange's: real time runs once. Name it with --exchange.");
  }
  requireCash(flags.cash);
  Timeframe.parse(flags.timeframe);
  requireVenue(flags.feed);
  const strategy = await loadStrategy(flags.strategy);
  return {
    ...readFeedText(flags.feed, VENUES),
    strategy: flags.strategy,
    params: strategyParams(strategy, params, Object.keys(FLAGS)),
    timeframe: flags.timeframe,
    account: {
      cash: flags.cash,
      direction: flags.direction as SessionConfig["account"]["direction"],
      feeBps: flags["fee-bps"],
      feePerShare: flags["fee-per-share"],
      slippageBps: flags["slippage-bps"],
      leverage: flags.leverage,
    },
    preset: flags.preset,
    matching: flags.match as SessionConfig["matching"],
    onLateBars: flags.late as SessionConfig["onLateBars"],
    onFailure: flags.fail as SessionConfig["onFailure"],
    ...flags.exchange !== undefined && { exchange: { url: flags.exchange, speed: flags.speed } },
  };
}

/** A new session that goes on with the account of another. */
async function inheriting(
  { flags, params, isGiven }: Arguments<typeof FLAGS>,
  sessionId: string,
  store: JournalStore,
  nowMs: number,
) {
  const other = OF_NEW_SESSION.find((name) => isGiven(name) && !OF_INHERITING_SESSION.includes(name));
  if (other !== undefined) {
    throw new LockstepError(
      `--${other}: with --inherit that is as it was in session ${sessionId}; leave it out, or begin a session of its own.`,
    );
  }
  const was = sessionConfigOf(store, sessionId), name = flags.strategy ?? was.strategy;
  const strategy = await loadStrategy(name);
  // What is wrong with the parameters is said before anything is stopped.
  const changed = strategyParams(strategy, params, Object.keys(FLAGS));
  const wanted = name === was.strategy ? { ...was.params, ...changed } : changed;
  strategy.plan({ ...wanted });
  const { before, cash, inherits } = await inheritFrom(store, sessionId, {
    holder: `process ${Deno.pid}`,
    nowMs,
  });
  const { venue, exchange, instruments, timeframe, account, preset, matching, onLateBars, onFailure } =
    before;
  return {
    venue,
    symbols: instruments.map(({ symbol }) => symbol),
    strategy: name,
    params: wanted,
    timeframe,
    account: { ...account, cash },
    preset,
    inherits,
    matching: isGiven("match") ? flags.match as SessionConfig["matching"] : matching,
    onLateBars: isGiven("late") ? flags.late as SessionConfig["onLateBars"] : onLateBars,
    onFailure: isGiven("fail") ? flags.fail as SessionConfig["onFailure"] : onFailure,
    ...exchange !== undefined && { exchange },
  };
}

function requireVenue(feed: string): void {
  const venue = feed.split(":")[0].toLowerCase();
  if ((VENUES as readonly string[]).includes(venue)) return;
  const near = nearest(venue, VENUES);
  if (near === undefined) return;
  throw new LockstepError(`--feed ${feed}: there is no exchange "${venue}"; did you mean ${near}?`);
}

if (import.meta.main) await paper.main();
