import { type AccountSettings, DEFAULT_ACCOUNT } from "../actors/compose.ts";
import { LockstepError } from "../engine/error.ts";
import type { Instrument } from "../engine/instrument.ts";
import type { EmptyBars } from "../engine/live/bar_builder.ts";
import type { LiveFeed } from "../engine/live/live_feed.ts";
import { SESSION_VERSION, type SessionConfig } from "../engine/live/session_input.ts";
import { type Plan, warmupBars } from "../engine/pipeline.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { VERSION } from "../engine/version.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { sessionCoreOf } from "./session_core_of.ts";

/** A session, as a person asks for it. What is left out is as `deno task paper --help` says. */
export interface SessionRequest {
  /** A registered strategy's name, or a file. */
  readonly strategy: string;
  /** What differs from the schema's defaults. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** As the exchange writes them: BTCUSDT, BTC-USD, BTC/USD, AAPL. */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** The local exchange, where that stands in: see `SessionConfig`. */
  readonly exchange?: SessionConfig["exchange"];
  readonly account?: Partial<AccountSettings>;
  /** What it goes on with: see `inheritance.ts`. `symbols` are those of the session before it, in their order. */
  readonly inherits?: SessionConfig["inherits"];
  readonly preset?: string;
  /** Against bars where it is left out. */
  readonly matching?: SessionConfig["matching"];
  /** In ms; by the timeframe where it is left out: see {@link lateAfterMs}. */
  readonly lateAfterMs?: number;
  readonly onLateBars?: SessionConfig["onLateBars"];
  readonly onFailure?: SessionConfig["onFailure"];
}

/**
 * What an exchange's own history says of a stretch of time without a trade: a bar at the last price, or none. A session does the same, so
 * that its bars are those that a backtest is given (Binance and Kraken: a flat bar; Coinbase and Alpaca: "no bar").
 */
const EMPTY_BARS: Readonly<Record<string, EmptyBars>> = { binance: "flat", kraken: "flat" };

/**
 * How many times the bars that an indicator needs for its first value are fetched before a session. An exponential average of length n begins
 * with the mean of n values; 4 n bars later that beginning weighs (1 − 2 / (n + 1))^4n ≈ e^−8, less than 0.04 % of the average.
 */
const WARMUP_FACTOR = 5;
/** No exchange is asked for more bars than this to warm up. */
const WARMUP_MOST = 10_000;

/** What is asked about when another timeframe has to be chosen. */
const TIMEFRAMES = ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d"];

/** A bar is late after half its span, but never before 5 s nor later than 30 s. */
const LATE_MS_LEAST = 5_000, LATE_MS_MOST = 30_000;

/**
 * Makes the configuration of a new session: its strategy checked and its parameters filled up, its instruments as the exchange describes them.
 * `nowMs` is the exchange's time; trading begins with the bar that is under way then.
 * @throws LockstepError that says what is wrong with the request, or what the exchange said.
 */
export async function newSession(
  request: SessionRequest,
  feed: LiveFeed,
  nowMs: number,
): Promise<SessionConfig> {
  const { symbols, account, preset = "lockstep", onLateBars = "follow", onFailure = "flatten" } = request;
  const strategy = await loadStrategy(request.strategy);
  const { params, plan } = strategy.plan({ ...request.params });
  const timeframe = Timeframe.parse(request.timeframe);
  if (!feed.hasBars(timeframe.text)) {
    throw new LockstepError(
      `${feed.venue} has no bars of ${timeframe}, so there is nothing to warm up with: it has ${
        TIMEFRAMES.filter((each) => feed.hasBars(each)).join(", ")
      }.`,
    );
  }
  const config: SessionConfig = {
    version: SESSION_VERSION,
    strategy: request.strategy,
    strategyVersion: strategy.version,
    params: { ...params as Record<string, unknown> },
    venue: feed.venue,
    ...request.exchange !== undefined && { exchange: request.exchange },
    instruments: await instrumentsOf(feed, symbols),
    timeframe: timeframe.text,
    account: { ...DEFAULT_ACCOUNT, ...account },
    preset,
    tradeFromMs: nowMs,
    warmupBars: warmupBarsOf(plan, timeframe),
    // This machine takes as long as ever, which is so many times as much of a faster market's time.
    lateAfterMs: request.lateAfterMs ?? lateAfterMs(timeframe) * Math.max(1, request.exchange?.speed ?? 1),
    onLateBars,
    onFailure,
    ...request.matching === "trades" && { matching: request.matching },
    emptyBars: EMPTY_BARS[feed.venue] ?? "skip",
    ...request.inherits !== undefined && { inherits: request.inherits },
    lockstep: VERSION,
  };
  sessionCoreOf(config, strategy)(); // what is wrong with it is said now
  return config;
}

/** How much later than it closed a bar may become known and still be decided on, in ms, where nobody says otherwise. */
export function lateAfterMs({ spanMs }: Timeframe): number {
  return Math.min(LATE_MS_MOST, Math.max(LATE_MS_LEAST, spanMs / 2));
}

/** What `binance:BTCUSDT,ETHUSDT` names. @throws LockstepError where it isn't a venue and symbols. */
export function readFeedText(
  text: string,
  venues: readonly string[],
): { readonly venue: string; readonly symbols: readonly string[] } {
  const colon = text.indexOf(":"), venue = (colon < 0 ? text : text.slice(0, colon)).trim().toLowerCase();
  if (!venues.includes(venue)) {
    throw new LockstepError(`There is no exchange "${venue}": there are ${venues.join(", ")}.`);
  }
  const symbols = colon < 0
    ? []
    : text.slice(colon + 1).split(",").map((symbol) => symbol.trim().toUpperCase());
  if (symbols.length === 0 || symbols.some((symbol) => symbol === "")) {
    throw new LockstepError(
      `"${text}" names no symbol: say which, such as ${venue}:${EXAMPLES[venue] ?? "BTC/USD"}.`,
    );
  }
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) < i);
  if (twice !== undefined) throw new LockstepError(`"${text}" names ${twice} twice.`);
  return { venue, symbols };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  binance: "BTCUSDT",
  coinbase: "BTC-USD",
  kraken: "BTC/USD",
  alpaca: "AAPL",
  alpaca_crypto: "BTC/USD",
};

/** A strategy that looks at bars itself, rather than at indicators, gets as many as it may look back to. */
function warmupBarsOf(plan: Plan, timeframe: Timeframe): number {
  const looksBack = plan.signal.scope === "bar" ? plan.signal.lookbackBars : 0;
  return Math.min(WARMUP_MOST, Math.max(WARMUP_FACTOR * warmupBars(plan, timeframe), looksBack));
}

async function instrumentsOf(feed: LiveFeed, symbols: readonly string[]): Promise<Instrument[]> {
  const { found, problem } = await new Promise<{ found: readonly Instrument[]; problem: string }>((resolve) =>
    feed.instruments(symbols, (found, problem) => resolve({ found, problem }))
  );
  const instruments = symbols.map((symbol) => found.find((each) => each.symbol === symbol));
  const at = instruments.indexOf(undefined);
  if (at >= 0) {
    throw new LockstepError(
      problem === ""
        ? `${feed.venue} has no ${symbols[at]}.`
        : `${feed.venue} can't be asked what ${symbols[at]} is: ${problem.replace(/\.$/, "")}.`,
    );
  }
  const all = instruments as Instrument[], [first] = all;
  const other = all.find(({ currency }) => currency !== first.currency);
  if (other !== undefined) {
    throw new LockstepError(
      `${first.symbol} is quoted in ${first.currency} and ${other.symbol} in ${other.currency}: ` +
        `a session has one account, in one currency.`,
    );
  }
  return all;
}
