import { instrument } from "../engine/instrument.ts";
import { isoTime } from "../engine/bars.ts";
import { Fingerprint } from "../engine/fingerprint.ts";
import type { SessionNews } from "../engine/live/session.ts";
import { SESSION_VERSION, type SessionConfig } from "../engine/live/session_input.ts";
import type { SessionCore } from "../engine/live/session_core.ts";
import { Random } from "../engine/random.ts";
import type { Strategy } from "../engine/strategy.ts";
import { VERSION } from "../engine/version.ts";
import { LocalExchange } from "../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../exchange/market/synthetic_market.ts";
import { sessionCoreOf } from "../paper/session_core_of.ts";
import { registeredStrategy, STRATEGY_NAMES } from "../strategies/registry.ts";
import type { DefectName } from "./defects.ts";
import { drawMisfortune, type Misfortune } from "./misfortunes.ts";
import { SimulatedDisk } from "./simulated_disk.ts";
import { SimulatedJournal } from "./simulated_journal.ts";
import { SimulatedNetwork } from "./simulated_network.ts";
import { SimulatedProcess } from "./simulated_process.ts";
import { verdictOf } from "./verdict.ts";
import { VirtualClock, VirtualTime } from "./virtual_time.ts";

/** A simulated stretch of trading. */
export interface SimulationRequest {
  readonly seed: number;
  readonly hours: number;
  /** A mistake to be made on purpose. */
  readonly defect?: DefectName;
  /** Whether things go wrong; they do by default. */
  readonly hasMisfortunes?: boolean;
  /** Told of what happens, for who wants to read the story. */
  onLine?(line: string): void;
}

/** What came of it. */
export interface SimulationReport {
  readonly seed: number;
  readonly hours: number;
  readonly venue: string;
  readonly strategy: string;
  readonly symbols: readonly string[];
  /** Laws that were broken, in words; none is the rule. */
  readonly violations: readonly string[];
  readonly steps: number;
  readonly fills: number;
  readonly crashes: number;
  /** Misfortunes by kind. */
  readonly misfortunes: Readonly<Record<string, number>>;
  /** Everything that happened, in one figure: the same seed gives the same. */
  readonly fingerprint: string;
  readonly events: number;
}

const MINUTE = 60_000, HOUR = 3_600_000, SESSION_ID = "simulated";
const START_MS = Date.UTC(2024, 0, 15);
/** Mean time between two misfortunes; and how long before the end nothing goes wrong any more. */
const MISFORTUNE_EVERY_MS = 15 * MINUTE, CALM_MS = 45 * MINUTE;
/** How long before the end a bar must have closed to be expected in the journal. */
const SETTLE_MS = 5 * MINUTE;

/** How each venue writes its symbols, and what it says of minutes without a trade. */
const VENUES: readonly {
  venue: string;
  symbol(base: string): string;
  emptyBars: SessionConfig["emptyBars"];
}[] = [
  { venue: "binance", symbol: (base) => `${base}USDT`, emptyBars: "flat" },
  { venue: "coinbase", symbol: (base) => `${base}-USD`, emptyBars: "skip" },
  { venue: "kraken", symbol: (base) => `${base}/USD`, emptyBars: "flat" },
  { venue: "alpaca_crypto", symbol: (base) => `${base}/USD`, emptyBars: "skip" },
];

/**
 * A session, the client of its exchange, the exchange, the network between them, the disk and the clock, in one thread under virtual time
 * and one seed: the same seed gives the same story. In it things go wrong; at the end the laws are looked at.
 */
export async function simulate(request: SimulationRequest): Promise<SimulationReport> {
  const { seed } = request, random = new Random(seed);
  const name = STRATEGY_NAMES[random.integer(0, STRATEGY_NAMES.length - 1)];
  return new World(request, random, (await registeredStrategy(name))!).live();
}

class World {
  readonly #request: SimulationRequest;
  readonly #random: Random;
  readonly #time = new VirtualTime();
  readonly #config: SessionConfig;
  readonly #exchange: LocalExchange;
  readonly #network: SimulatedNetwork;
  readonly #disk: SimulatedDisk;
  readonly #makeCore: () => SessionCore;
  readonly #misfortunes: Record<string, number> = {};
  /** What was told to the world outside, by the sequence number of what it follows from; and what is wrong with that. */
  readonly #heard = new Map<number, string>();
  readonly #faults: string[] = [];
  readonly #trace = new Fingerprint();
  #process: SimulatedProcess | undefined;
  #rival: SimulatedProcess | undefined;
  #processes = 0;
  #crashes = 0;
  #fills = 0;

  constructor(request: SimulationRequest, random: Random, strategy: Strategy) {
    this.#request = request;
    this.#random = random;
    const { venue, symbol, emptyBars } = VENUES[random.integer(0, VENUES.length - 1)];
    const quote = venue === "binance" ? "USDT" : "USD";
    const symbols = ["BTC", "ETH"].slice(0, random.integer(1, 2)).map((base) => ({
      ...SYNTHETIC_SYMBOLS.find((each) => each.symbol.startsWith(`${base}/`))!,
      symbol: `${base}/${quote}`,
    }));
    const market = new SyntheticMarket({
      seed: random.bits(),
      symbols,
      tradesPerMinute: 3,
      originMs: START_MS - 48 * HOUR,
    });
    const clock = new VirtualClock(this.#time, START_MS);
    this.#exchange = new LocalExchange({
      clock,
      random: new Random(random.bits()),
      market,
      startMs: START_MS,
    });
    this.#network = new SimulatedNetwork(this.#time, new Random(random.bits()), this.#exchange);
    this.#disk = new SimulatedDisk(clock, new Random(random.bits()));
    this.#config = {
      version: SESSION_VERSION,
      strategy: strategy.name,
      strategyVersion: strategy.version,
      params: {},
      venue,
      instruments: symbols.map((each) => instrument(symbol(each.symbol.split("/")[0]), { lotSize: 0 })),
      timeframe: "1m",
      account: { cash: 100_000, direction: "both", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
      preset: "lockstep",
      tradeFromMs: START_MS,
      warmupBars: 30,
      lateAfterMs: 30_000,
      onLateBars: (["follow", "forget", "act"] as const)[random.integer(0, 2)],
      onFailure: "flatten",
      emptyBars,
      ...random.uniform() < 0.4 && { matching: "trades" },
      ...random.uniform() < 0.3 && {
        inherits: {
          sessionId: "before",
          positions: [{ instrumentIndex: 0, quantity: random.uniform() - 0.5, price: 60_000 }],
        },
      },
      lockstep: VERSION,
    };
    this.#makeCore = sessionCoreOf(this.#config, strategy);
  }

  live(): SimulationReport {
    const { hours, seed, hasMisfortunes = true } = this.#request, endMs = hours * HOUR;
    try {
      this.#begin(0);
      if (hasMisfortunes) this.#nextMisfortune(endMs - CALM_MS);
      this.#time.runTo(endMs - CALM_MS);
      this.#heal();
      this.#time.runTo(endMs);
      this.#process?.session?.leave();
      this.#time.runTo(endMs + 10_000);
    } catch (error) {
      this.#faults.push(`defect: ${error instanceof Error ? error.stack : error}`);
    }
    const steps = this.#process?.session?.core.steps ?? 0;
    const violations = [
      ...this.#faults,
      ...verdictOf({
        store: new SimulatedJournal(this.#disk),
        sessionId: SESSION_ID,
        makeCore: this.#makeCore,
        config: this.#config,
        exchange: this.#exchange,
        startMs: START_MS,
        endMs: START_MS + endMs,
        settledMs: START_MS + endMs - SETTLE_MS,
        heard: this.#heard,
      }),
    ];
    return {
      seed,
      hours,
      venue: this.#config.venue,
      strategy: this.#config.strategy,
      symbols: this.#config.instruments.map(({ symbol }) => symbol),
      violations,
      steps,
      fills: this.#fills,
      crashes: this.#crashes,
      misfortunes: this.#misfortunes,
      fingerprint: this.#trace.toString(),
      events: this.#time.events,
    };
  }

  #begin(skewMs: number): SimulatedProcess {
    const name = `process ${++this.#processes}`;
    this.#line(`${name} starts`);
    const process = new SimulatedProcess({
      name,
      time: this.#time,
      startMs: START_MS,
      skewMs,
      network: this.#network,
      disk: this.#disk,
      sessionId: SESSION_ID,
      config: this.#config,
      defect: this.#request.defect,
      seed: this.#random.bits(),
      makeCore: this.#makeCore,
      heard: (news) => this.#hear(name, news),
    });
    if (process.refusal !== "") this.#refused(process.refusal);
    if (this.#process === undefined || !this.#process.isUp) this.#process = process;
    return process;
  }

  /** A process may be refused for a while; never because what it did can't be repeated. */
  #refused(refusal: string): void {
    this.#line(`refused: ${refusal}`);
    if (!/did something else/.test(refusal)) return this.#again(20_000);
    this.#faults.push(`recovery: ${refusal}`); // and there is nothing more to come
  }

  #again(delayMs: number): void {
    this.#time.after(delayMs, () => {
      if (this.#process?.isUp !== true && this.#rival?.isUp !== true) this.#begin(0);
    });
  }

  #hear(name: string, news: SessionNews): void {
    this.#line(`${name}: ${JSON.stringify(news)}`);
    if (news.kind === "events") {
      const text = JSON.stringify(news.events), before = this.#heard.get(news.sequence);
      this.#fills += news.events.filter(({ kind }) => kind === "filled").length;
      if (before !== undefined) {
        this.#faults.push(
          before === text
            ? `input ${news.sequence} was told twice`
            : `input ${news.sequence} was told in two ways: ${before} and ${text}`,
        );
      }
      this.#heard.set(news.sequence, text);
    } else if (news.kind === "ended") {
      if (/did something else/.test(news.reason)) this.#faults.push(`recovery: ${news.reason}`);
      else this.#again(5_000);
    }
  }

  #nextMisfortune(untilMs: number): void {
    const waitMs = -MISFORTUNE_EVERY_MS * Math.log(1 - this.#random.uniform());
    if (this.#time.nowMs + waitMs > untilMs) return;
    this.#time.after(waitMs, () => {
      this.#befall(drawMisfortune(this.#random));
      this.#nextMisfortune(untilMs);
    });
  }

  #befall(misfortune: Misfortune): void {
    const { kind } = misfortune, process = this.#process;
    const what = kind === "exchange" ? misfortune.fault.kind : kind;
    this.#misfortunes[what] = (this.#misfortunes[what] ?? 0) + 1;
    this.#line(`--- ${JSON.stringify(misfortune)}`);
    switch (misfortune.kind) {
      case "crash":
        if (process?.isUp) this.#crashes++;
        process?.kill();
        this.#again(misfortune.downMs);
        break;
      case "cut":
        this.#network.cut(misfortune.forMs, misfortune.breaksLines);
        break;
      case "exchange":
        this.#exchange.misbehave(misfortune.fault);
        break;
      case "slow_disk":
        this.#disk.fsyncMs = misfortune.fsyncMs;
        this.#time.after(misfortune.forMs, () => this.#disk.fsyncMs = 1);
        break;
      case "full_disk":
        this.#disk.roomBytes = 0;
        this.#time.after(misfortune.forMs, () => this.#disk.roomBytes = Infinity);
        break;
      case "failing_disk":
        this.#disk.failingFsyncs = misfortune.fsyncs;
        break;
      case "clock":
        if (process !== undefined) {
          process.clock.skewMs += misfortune.byMs;
          this.#time.after(misfortune.forMs, () => process.clock.skewMs -= misfortune.byMs);
        }
        break;
      case "rival":
        if (this.#rival?.isUp) this.#rival.kill();
        this.#rival = this.#begin(misfortune.aheadMs);
        // It takes over for some time, or for good where the other is gone.
        this.#time.after(10 * MINUTE, () => {
          this.#rival?.kill();
          this.#again(1_000);
        });
        break;
      case "person":
        if (process?.isUp) process.session?.command(misfortune.command);
    }
  }

  /** Nothing is wrong any more: whatever was, must heal by itself now. */
  #heal(): void {
    this.#line("--- all is well from here on");
    this.#exchange.behave();
    this.#disk.fsyncMs = 1;
    this.#disk.roomBytes = Infinity;
    this.#disk.failingFsyncs = 0;
    if (this.#process !== undefined) this.#process.clock.skewMs = 0;
    this.#rival?.kill();
    this.#again(30_000);
  }

  #line(text: string): void {
    const line = `${isoTime(START_MS + Math.round(this.#time.nowMs))} ${text}`;
    this.#trace.update(Float64Array.from(line, (letter) => letter.charCodeAt(0)));
    this.#request.onLine?.(line);
  }
}
