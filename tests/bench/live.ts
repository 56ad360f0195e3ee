/**
 * `deno task bench:live`: how long it takes from a trade's message to the decision that it brought about, in the journal; and how many messages
 * a second one process takes without falling behind. The exchange is a process of its own, and speaks over real sockets.
 */
import { cpuUsage } from "node:process";
import type { JournalBatch, JournalFailure, Lease } from "../../engine/live/journal_store.ts";
import type { Outside } from "../../engine/live/outside.ts";
import type { Session } from "../../engine/live/session.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { newSession } from "../../paper/new_session.ts";
import { openSession } from "../../paper/open_session.ts";
import { sessionFeed } from "../../paper/session_feed.ts";
import { homeFolder } from "../../stores/home_folder.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { command } from "../../tasks/command.ts";
import { print } from "../../tasks/terminal.ts";
import type { Pace } from "./even_market.ts";
import { startLiveExchange } from "./started_exchange.ts";

const START_MS = Date.UTC(2026, 0, 5), HISTORY_MS = 600_000, INSTRUMENTS = 50, TIMEFRAME = "1s";
const SYMBOLS = Array.from({ length: INSTRUMENTS }, (_, i) => `S${String(i).padStart(2, "0")}/USDT`);
/** Messages of trades in a second, of all instruments, at which latency is measured. */
const LATENCY_PER_SECOND = 2_000;
/** Real seconds for sessions to connect, to fetch what came before and to run warm, which nothing is measured in. */
const BEGIN_S = 10;
/** What a decision on 50 bars adds to its journal's log, and how often one is made in the first measurement. */
const APPEND_BYTES = 24 * 1024, APPENDS_PER_SECOND = 10;
/** What throughput is tried with, in messages of trades a second. */
const RATES = [10_000, 25_000, 50_000, 75_000, 100_000];
/** A feed has fallen behind where its lag at the end of a rate is this much above what it was at the least pace. */
const BEHIND_MS = 100;

/** See the top of this file. */
export const benchLive = command({
  name: "bench:live",
  summary:
    "Measures live trading: from a trade's message to the decision in the journal, and messages a second.",
  flags: {
    seconds: {
      type: "number",
      help: "how long each is measured",
      default: 20,
      integer: true,
      min: 5,
      max: 600,
    },
  },
  async run({ flags: { seconds } }) {
    // On the disk on which journals are kept.
    Deno.mkdirSync(homeFolder(), { recursive: true });
    const folder = Deno.makeTempDirSync({ dir: homeFolder(), prefix: "bench-" });
    try {
      await disk(`${folder}/disk`, Math.min(seconds, 10));
      await latency(`${folder}/one`, 1, 10, seconds);
      await latency(`${folder}/many`, INSTRUMENTS, 1, seconds);
      await throughput(`${folder}/throughput`, Math.max(3, seconds / RATES.length));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

/** What the disk alone takes at the pace at which sessions write: no journal can be faster that is on the disk when it says so. */
async function disk(file: string, seconds: number): Promise<void> {
  using opened = Deno.openSync(file, { write: true, createNew: true });
  const bytes = new Uint8Array(APPEND_BYTES).fill(1), tookMs: number[] = [];
  for (let i = 0; i < seconds * APPENDS_PER_SECOND; i++) {
    await passed(1 / APPENDS_PER_SECOND);
    const beganMs = performance.now();
    opened.writeSync(bytes);
    opened.syncDataSync();
    tookMs.push(performance.now() - beganMs);
  }
  print(`The disk alone: ${APPEND_BYTES / 1024} kB written and synced, ${APPENDS_PER_SECOND} times a second`);
  row("  median", quantile(tookMs, 0.5), "ms");
  row("  99th percentile", quantile(tookMs, 0.99), "ms");
}

/** `sessions` share the instruments evenly; the market's time runs `speed` times as fast, and its bars last a second of it. */
async function latency(folder: string, sessions: number, speed: number, seconds: number): Promise<void> {
  const perSecond = LATENCY_PER_SECOND / INSTRUMENTS / speed;
  await using bench = await Bench.start(folder, sessions, speed, [{
    fromMs: START_MS - HISTORY_MS,
    perSecond,
  }]);
  await passed(BEGIN_S);
  bench.watch.begin();
  await passed(seconds);
  const { latenciesMs, messages, withoutMessage } = bench.watch;
  const ofHow = sessions === 1 ? `one session of ${INSTRUMENTS}` : `${sessions} sessions of 1`;
  print(
    `Message to journal, ${ofHow}: ${latenciesMs.length} decisions (and ${withoutMessage} by the clock), ` +
      `${Math.round(messages / seconds).toLocaleString("en")} messages a second`,
  );
  row("  median", quantile(latenciesMs, 0.5), "ms", "≤ 0.5");
  row("  99th percentile", quantile(latenciesMs, 0.99), "ms", "≤ 3");
  row("  the slowest", Math.max(...latenciesMs), "ms");
}

/** One session, at one pace after the other. */
async function throughput(folder: string, seconds: number): Promise<void> {
  const paces: Pace[] = [{ fromMs: START_MS - HISTORY_MS, perSecond: 1_000 / INSTRUMENTS }];
  for (const [i, rate] of RATES.entries()) {
    paces.push({ fromMs: START_MS + (BEGIN_S + i * seconds) * 1_000, perSecond: rate / INSTRUMENTS });
  }
  await using bench = await Bench.start(folder, 1, 1, paces);
  const { watch, clock } = bench;
  await passed((paces[1].fromMs - clock.nowMs()) / 1_000 - 1);
  watch.begin();
  await passed((paces[1].fromMs - clock.nowMs()) / 1_000);
  const leastMs = quantile(watch.lagsMs, 0.5);
  print("\nOne process                                 messages/s    lag, ms   processor, %");
  let most = 0;
  for (const [i, rate] of RATES.entries()) {
    watch.begin();
    const before = cpuUsage(), beganMs = performance.now();
    await passed((START_MS + (BEGIN_S + (i + 1) * seconds) * 1_000 - clock.nowMs()) / 1_000);
    const { user, system } = cpuUsage(before), tookMs = performance.now() - beganMs;
    const perSecond = watch.messages / tookMs * 1_000;
    const lagMs = quantile(watch.lagsMs.slice(-Math.ceil(watch.lagsMs.length / 10)), 0.5) - leastMs;
    print(
      `${`  ${rate.toLocaleString("en")} trades a second`.padEnd(44)}${perSecond.toFixed(0).padStart(10)}${
        lagMs.toFixed(1).padStart(11)
      }${((user + system) / tookMs / 10).toFixed(0).padStart(15)}`,
    );
    if (lagMs > BEHIND_MS) break;
    most = perSecond;
  }
  row("Messages a second without falling behind", most / 1_000, "k", "≥ 50");
}

/** Sessions in this process, their exchange in another. */
class Bench implements AsyncDisposable {
  private constructor(
    readonly watch: Watch,
    readonly clock: Outside["clock"],
    readonly sessions: readonly Session[],
    readonly store: SqliteJournal,
    readonly exchange: AsyncDisposable,
  ) {}

  static async start(folder: string, count: number, speed: number, paces: readonly Pace[]): Promise<Bench> {
    const exchange = await startLiveExchange({ symbols: SYMBOLS, paces, startMs: START_MS, speed });
    const watch = new Watch(), store = new WatchedJournal(folder, watch), sessions: Session[] = [];
    const place = { venue: "binance", exchange: { url: exchange.origin, speed } };
    let clock = realOutside().clock;
    for (let i = 0; i < count; i++) {
      const { feed, outside } = await sessionFeed(place, watch.over(realOutside()));
      clock = outside.clock;
      const symbols = SYMBOLS.filter((_, at) => at % count === i).map((symbol) => symbol.replace("/", ""));
      const config = await newSession(
        {
          ...place,
          strategy: "ema_crossover",
          symbols,
          timeframe: TIMEFRAME,
          account: { direction: "both", cash: 1e6 },
        },
        feed,
        clock.nowMs(),
      );
      const sessionId = `session${i}`;
      watch.clocks.set(sessionId, { speed, aheadMs: clock.nowMs() - clock.steadyMs() * speed });
      watch.speed = speed;
      const session = await openSession({
        sessionId,
        config,
        store,
        clock,
        feed,
        holder: "bench",
        tell() {},
      });
      session.start();
      sessions.push(session);
    }
    return new Bench(watch, clock, sessions, store, exchange);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions) session.leave();
    this.store.close();
    await this.exchange[Symbol.asyncDispose]();
    await passed(0.5); // for sockets to close
  }
}

/** Messages whose times are remembered: more than come while one is acted on. */
const REMEMBERED = 65_536;
/** How often a message is looked into for when its trade was made. */
const LAG_EVERY = 64;

/** Knows when messages came, and when what followed from them was in the journal. */
class Watch {
  readonly clocks = new Map<string, { readonly speed: number; readonly aheadMs: number }>();
  speed = 1;
  messages = 0;
  /** Decisions that no message brought about: bars that the clock closed. */
  withoutMessage = 0;
  latenciesMs: number[] = [];
  /** How much later than its trade was made a message came, up to a constant. */
  lagsMs: number[] = [];
  readonly #beganMs = new Float64Array(REMEMBERED);
  readonly #endedMs = new Float64Array(REMEMBERED);
  #count = 0;

  /** From now on it is counted. */
  begin(): void {
    this.messages = this.withoutMessage = 0;
    this.latenciesMs = [];
    this.lagsMs = [];
  }

  /** The outside, each of whose messages is stamped as it comes, before anything else is done about it. */
  over({ clock, network }: Outside): Outside {
    return {
      clock,
      network: {
        connect: (url, headers, events) =>
          network.connect(url, headers, {
            opened: () => events.opened(),
            closed: (code, reason) => events.closed(code, reason),
            message: (text) => {
              const at = this.#count++ % REMEMBERED;
              this.#beganMs[at] = clock.steadyMs();
              this.#endedMs[at] = Infinity;
              this.messages++;
              events.message(text);
              this.#endedMs[at] = clock.steadyMs();
              if (this.messages % LAG_EVERY === 0) this.#lag(text, this.#beganMs[at]);
            },
          }),
        get: (url, options, done) => network.get(url, options, done),
      },
    };
  }

  /** An input, taken at this time by the session's clock, is in the journal now. */
  journaled(sessionId: string, atMs: number): void {
    const { speed, aheadMs } = this.clocks.get(sessionId)!, takenMs = (atMs - aheadMs) / speed;
    for (let i = this.#count - 1; i >= Math.max(0, this.#count - REMEMBERED); i--) {
      const at = i % REMEMBERED;
      if (this.#beganMs[at] > takenMs + CLOCK_ROUNDING_MS) continue;
      // Taken after that message was done with: a timer closed the bar.
      if (this.#endedMs[at] < takenMs - CLOCK_ROUNDING_MS) break;
      this.latenciesMs.push(performance.now() - this.#beganMs[at]);
      return;
    }
    this.withoutMessage++;
  }

  #lag(text: string, cameMs: number): void {
    const madeMs = Number(/"e":"aggTrade".*"T":(\d+)/.exec(text)?.[1]);
    if (madeMs === madeMs) this.lagsMs.push(cameMs - madeMs / this.speed);
  }
}

const CLOCK_ROUNDING_MS = 0.002;

/** The embedded journal, which says when it has kept what. */
class WatchedJournal extends SqliteJournal {
  readonly #watch: Watch;

  constructor(folder: string, watch: Watch) {
    super(folder);
    this.#watch = watch;
  }

  override append(lease: Lease, batch: JournalBatch, done: (failure?: JournalFailure) => void): void {
    super.append(lease, batch, (failure) => {
      if (failure === undefined) {
        for (const { kind, atMs } of batch.entries) {
          if (kind === "bars") this.#watch.journaled(lease.sessionId, atMs);
        }
      }
      done(failure);
    });
  }
}

function passed(seconds: number): Promise<void> {
  return new Promise((resolve) => void realOutside().clock.after(seconds * 1_000, resolve));
}

function row(what: string, value: number, unit: string, wanted = ""): void {
  print(`${what.padEnd(44)}${value.toFixed(2).padStart(10)} ${unit.padEnd(4)}${wanted}`.trimEnd());
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)];
}

if (import.meta.main) await benchLive.main();
