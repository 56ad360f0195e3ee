import { Observable } from "rxjs/internal/Observable";
import { LockstepError } from "../engine/error.ts";
import type { FeedEvent, FeedHealth } from "../engine/live/feed_event.ts";
import type { FeedRequest, LiveFeed } from "../engine/live/live_feed.ts";
import type { Outside } from "../engine/live/outside.ts";
import { Random } from "../engine/random.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { closedBars } from "./backfill.ts";
import { type ExchangeProtocol, type HistoryBar, UnreadableReply } from "./exchange_protocol.ts";
import { FeedRun } from "./feed_run.ts";
import { HealthMeter } from "./health_meter.ts";
import { RestClient } from "./rest_client.ts";

/** Bars of history that are kept at once: ten years of minutes. More than that is no warm-up. */
const HISTORY_BARS_MOST = 5_300_000;

type HistoryRequest = Parameters<LiveFeed["history"]>[0];
type HistoryDone = Parameters<LiveFeed["history"]>[1];
type InstrumentsDone = Parameters<LiveFeed["instruments"]>[1];

/**
 * The client of an exchange, whichever: what the exchange says and wants is its protocol's, everything else is here and the same for all.
 * A subscription is a {@link FeedRun}: a `Connection` keeps a socket open, a `Tape` an instrument puts its trades in order, a `Backfill`
 * fetches what it missed.
 */
export class ExchangeFeed implements LiveFeed {
  readonly #outside: Outside;
  readonly #protocol: ExchangeProtocol;
  readonly #random: Random;
  /** Of the subscription made last. */
  #meter: HealthMeter;
  readonly #client: RestClient;

  /** `seed` draws the jitter of back-off, and nothing else. */
  constructor(protocol: ExchangeProtocol, outside: Outside, seed: number) {
    this.#outside = outside;
    this.#protocol = protocol;
    this.#random = new Random(seed);
    this.#meter = new HealthMeter(outside.clock);
    this.#client = new RestClient(outside, protocol, this.#random);
  }

  get venue(): string {
    return this.#protocol.venue;
  }

  get health(): FeedHealth {
    return this.#meter.health;
  }

  events(request: FeedRequest): Observable<FeedEvent> {
    return new Observable((subscriber) => {
      const symbols = request.instruments.map(({ symbol }) => symbol);
      if (symbols.length === 0 || new Set(symbols).size < symbols.length) {
        throw new LockstepError("A feed is asked for one instrument at least, and for each once.");
      }
      this.#meter = new HealthMeter(this.#outside.clock);
      const run = new FeedRun(
        this.#outside,
        this.#protocol,
        request,
        this.#random,
        this.#meter,
        subscriber,
      );
      run.start();
      return () => run.stop();
    });
  }

  hasBars(timeframe: string): boolean {
    return this.#protocol.rest.interval(Timeframe.parse(timeframe)) !== undefined;
  }

  history({ symbol, timeframe: text, fromMs, toMs }: HistoryRequest, done: HistoryDone): void {
    const { rest, title } = this.#protocol, timeframe = Timeframe.parse(text);
    const interval = rest.interval(timeframe);
    if (interval === undefined) return done([], `${title} has no bars of ${timeframe}.`);
    const bars: HistoryBar[] = [], wanted = { symbol, timeframe, interval, fromMs, toMs };
    const end = (problem: string) => done(closedBars(bars, timeframe, fromMs, toMs), problem);
    const page = (cursor: string) => {
      this.#client.get(rest.bars(wanted, cursor), (text, problem) => {
        if (problem !== undefined) {
          return end(`${title} didn't give the bars of ${symbol}: ${problem.reason}.`);
        }
        let next;
        try {
          next = rest.readBars(text, wanted, cursor, bars);
        } catch (error) {
          if (!(error instanceof UnreadableReply)) throw error;
          return end(`${title} gave bars of ${symbol} that can't be read: ${error.message}.`);
        }
        if (typeof next === "object") {
          if (bars.length < HISTORY_BARS_MOST) return page(next.next);
          return end(`These are more than ${HISTORY_BARS_MOST.toLocaleString("en")} bars: ask for fewer.`);
        }
        end(next === "short" ? `${title} doesn't keep bars of ${timeframe} for so long.` : "");
      });
    };
    page("");
  }

  instruments(symbols: readonly string[], done: InstrumentsDone): void {
    const { rest, title } = this.#protocol, requests = rest.instruments(symbols);
    const read = (texts: readonly string[]) => {
      try {
        done(texts.flatMap((text) => rest.readInstruments(text, symbols)), "");
      } catch (error) {
        if (!(error instanceof UnreadableReply)) throw error;
        done([], `${title} said something of ${symbols.join(", ")} that can't be read: ${error.message}.`);
      }
    };
    const texts: string[] = [];
    const ask = (at: number) => {
      if (at === requests.length) return read(requests.length === 0 ? [""] : texts);
      this.#client.get(requests[at], (text, problem) => {
        if (problem !== undefined) {
          return done([], `${title} didn't say what ${symbols.join(", ")} is: ${problem.reason}.`);
        }
        texts.push(text);
        ask(at + 1);
      });
    };
    ask(0);
  }
}
