import assert from "node:assert/strict";
import { isoTime } from "../../engine/bars.ts";
import type { DeskEvent } from "../../engine/desk/desk_event.ts";
import { recover } from "../../engine/live/recovery.ts";
import { barsOfColumns, type SessionConfig } from "../../engine/live/session_input.ts";
import { Random } from "../../engine/random.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../../exchange/market/synthetic_market.ts";
import { type ServedExchange, serveExchange } from "../../exchange/serve_exchange.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { newSession } from "../../paper/new_session.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { sessionFeed } from "../../paper/session_feed.ts";
import { verdictOf } from "../../simulator/verdict.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { registeredStrategy } from "../../strategies/registry.ts";
import { SessionProcess, Told } from "./session_process.ts";

/** Bars of a second of the market, sixty of them in a second of ours: a kill is never far from a write. */
const SPEED = 60, TIMEFRAME = "1s", TRADES_PER_MINUTE = 120;
const START_MS = Date.UTC(2024, 0, 15, 12);
/** What was missed while a process was down is late. */
const LATE_AFTER_MS = 5_000;

/** A session of a trial, over all processes that ran it. */
export class TrialSession {
  readonly told = new Told();
  /** All that ran it. */
  readonly processes: SessionProcess[] = [];
  readonly home: string;
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly #configFile: string;

  constructor(folder: string, sessionId: string, config: SessionConfig, home = `${folder}/${sessionId}`) {
    this.sessionId = sessionId;
    this.config = config;
    this.home = home;
    Deno.mkdirSync(home, { recursive: true });
    this.#configFile = `${folder}/${sessionId}.json`;
    Deno.writeTextFileSync(this.#configFile, JSON.stringify(config));
  }

  /** A process that runs it, from the moment when its code is loaded. Whoever finds the dead one's lease tries again. */
  async start(): Promise<SessionProcess> {
    for (let attempt = 1;; attempt++) {
      const process = this.spawn(), problem = await process.begun();
      if (problem === "") return process;
      await process.ended();
      assert.ok(attempt < 20 && /is run by/.test(problem), problem);
    }
  }

  /** A process that runs it, or doesn't. */
  spawn(): SessionProcess {
    const { home, sessionId } = this;
    const process = new SessionProcess({ home, sessionId, configFile: this.#configFile }, this.told);
    this.processes.push(process);
    return process;
  }
}

/** What a session did, as its journal has it. */
interface Story {
  /** A line a bar: when it closed, what it was, and what was recorded of it, to the last bit. */
  readonly bars: readonly string[];
  readonly events: readonly DeskEvent[];
  readonly lastBarMs: number;
  readonly backfilled: number;
  readonly late: number;
}

/**
 * A local exchange on a real port, and sessions against it, each in a process of its own. All of them trade the same bars by the same rules
 * and act on late ones as on any, so that whatever befalls one of them it must do what one does which is left in peace.
 */
export class Trial implements AsyncDisposable {
  readonly exchange: LocalExchange;
  readonly origin: string;
  readonly folder = Deno.makeTempDirSync({ prefix: "lockstep-live-" });
  readonly #sessions: TrialSession[] = [];
  readonly #served: ServedExchange;
  readonly #config: SessionConfig;

  private constructor(exchange: LocalExchange, served: ServedExchange, config: SessionConfig) {
    this.exchange = exchange;
    this.#served = served;
    this.origin = served.origin;
    this.#config = config;
  }

  static async open(seed: number): Promise<Trial> {
    const real = realOutside();
    const exchange = new LocalExchange({
      clock: real.clock,
      random: new Random(seed),
      market: new SyntheticMarket({ seed, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: TRADES_PER_MINUTE }),
      startMs: START_MS,
      speed: SPEED,
    });
    const served = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
    const place = { venue: "binance", exchange: { url: served.origin, speed: SPEED } };
    const { feed, outside } = await sessionFeed(place, real);
    const config = await newSession(
      {
        strategy: "ema_crossover",
        params: { fast: 2, slow: 5 },
        symbols: ["BTCUSDT", "ETHUSDT"],
        timeframe: TIMEFRAME,
        exchange: place.exchange,
        account: { direction: "both" },
        lateAfterMs: LATE_AFTER_MS,
        onLateBars: "act",
      },
      feed,
      outside.clock.nowMs(),
    );
    return new Trial(exchange, served, config);
  }

  /** A session that isn't run yet. `url` is where it finds the exchange, `home` where it keeps its journal. */
  session(
    sessionId: string,
    { url = this.origin, home }: { url?: string; home?: string } = {},
  ): TrialSession {
    const config = { ...this.#config, exchange: { url, speed: SPEED } };
    const session = new TrialSession(this.folder, sessionId, config, home);
    this.#sessions.push(session);
    return session;
  }

  /**
   * Holds a session that something befell against its own journal, the market, and one that was left in peace: replayed it does what it
   * did; it told what it did, each thing once; its bars are the market's; no order is lost, doubled or out of order; orders, fills and equity are
   * those of the other to the last bit. Both must have had the bar that closes at `untilMs`. Gives what it did.
   */
  compare(disturbed: TrialSession, undisturbed: TrialSession, untilMs: number): Story {
    const [one, other] = [disturbed, undisturbed].map((session) => this.#story(session, untilMs));
    assert.ok(one.bars.length > 100, `only ${one.bars.length} bars`);
    const at = one.bars.findIndex((line, i) => line !== other.bars[i]);
    assert.ok(at < 0, `the disturbed session had ${one.bars[at]}, the other ${other.bars[at]}`);
    assert.equal(one.bars.length, other.bars.length);
    assert.deepEqual(one.events, other.events);
    return one;
  }

  #story({ home, sessionId, config, told }: TrialSession, untilMs: number): Story {
    const store = new SqliteJournal(`${home}/sessions`), bars: string[] = [], events: DeskEvent[] = [];
    const makeCore = sessionCoreOf(config, STRATEGY);
    let lastBarMs = -Infinity, backfilled = 0, late = 0;
    try {
      const violations = verdictOf({
        store,
        sessionId,
        config,
        exchange: this.exchange,
        makeCore,
        startMs: config.tradeFromMs,
        endMs: this.exchange.time.nowMs(),
        settledMs: untilMs,
        heard: told.events,
      });
      assert.deepEqual([...told.faults, ...violations], [], `session ${sessionId}`);
      recover(store, sessionId, makeCore, {
        fromBeginning: true,
        onInput(_, input, { events: said, timeMs, statements, equity, fingerprint }) {
          if (input.kind !== "bars" || timeMs > untilMs) return;
          lastBarMs = timeMs;
          if (input.origin === "backfill") backfilled++;
          if (input.isLate) late++;
          events.push(...said);
          const rows = input.bars.map(barsOfColumns).map(({ open, high, low, close, volume }) =>
            `${open} ${high} ${low} ${close} ${volume}`
          );
          bars.push(`${isoTime(timeMs)}: ${rows.join(" | ")}: ${statements} ${equity} ${fingerprint}`);
        },
      });
    } finally {
      store.close();
    }
    assert.deepEqual(wrongOrders(events, config.instruments.length), [], `session ${sessionId}`);
    return { bars, events, lastBarMs, backfilled, late };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { processes } of this.#sessions) for (const process of processes) await process.kill();
    await this.#served.stop();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const STRATEGY = (await registeredStrategy("ema_crossover"))!;

/** Orders are numbered as they are submitted; one is filled, or ends otherwise, once, and not before; at most one an instrument works at the end. */
function wrongOrders(events: readonly DeskEvent[], instruments: number): string[] {
  const wrong: string[] = [], open = new Map<number, number>();
  let last = -Infinity, lastMs = -Infinity;
  for (const { kind, orderId = NaN, quantity = NaN, timeMs } of events) {
    if (timeMs < lastMs) wrong.push(`${kind} of ${isoTime(timeMs)} comes after ${isoTime(lastMs)}`);
    lastMs = timeMs;
    if (kind === "submitted") {
      if (!(orderId > last)) wrong.push(`order ${orderId} is submitted after order ${last}`);
      last = orderId;
      open.set(orderId, quantity);
    } else if (kind === "filled") {
      if (open.get(orderId) !== quantity) {
        wrong.push(`order ${orderId} of ${open.get(orderId) ?? "nobody"} is filled with ${quantity}`);
      }
      open.delete(orderId);
    } else if (kind === "cancelled" || kind === "expired" || kind === "rejected") open.delete(orderId);
  }
  if (open.size > instruments) wrong.push(`${open.size} orders are open at the end`);
  return wrong;
}

/** Waits so long, in ms. */
export function passed(ms: number): Promise<void> {
  return new Promise((resolve) => void realOutside().clock.after(ms, resolve));
}
