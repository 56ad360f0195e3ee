import { LockstepError } from "../engine/error.ts";
import { readCsvBars } from "../engine/data/csv_bars.ts";
import { Random } from "../engine/random.ts";
import { type FaultRequest, FAULTS_IN_WORDS, readFault } from "../exchange/fault.ts";
import { LocalExchange } from "../exchange/local_exchange.ts";
import type { Market } from "../exchange/market/market.ts";
import { StoredMarket } from "../exchange/market/stored_market.ts";
import {
  SYNTHETIC_SYMBOLS,
  SyntheticMarket,
  type SyntheticSymbol,
} from "../exchange/market/synthetic_market.ts";
import { serveExchange } from "../exchange/serve_exchange.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { command } from "./command.ts";

/** What most symbols that nobody knows are like. */
const PRICE = 100;

/** `deno task exchange`: an exchange on this machine. */
export const exchange = command({
  name: "exchange",
  summary:
    "Starts an exchange on this machine, which speaks Binance, Coinbase, Kraken and Alpaca and trades stored or made-up " +
    "prices: for tests, and for trying live trading out without internet. Ctrl-C ends it.",
  flags: {
    port: {
      type: "number",
      help: "where it listens, on this machine alone",
      default: 8200,
      integer: true,
      min: 0,
      max: 65_535,
    },
    speed: {
      type: "number",
      help: "market time against real time, up to 1000",
      default: 1,
      min: 0.001,
      max: 1_000,
    },
    start: {
      type: "date",
      help: "market time when it opens, UTC; by default now, with --data the first bar",
    },
    data: {
      type: "string",
      value: "FILE",
      help: "CSV file of bars to trade; once for each symbol",
      multiple: true,
    },
    synthetic: {
      type: "string",
      value: "SYMBOLS",
      help: "made-up symbols, with commas between",
      default: SYNTHETIC_SYMBOLS.map(({ symbol }) => symbol).join(","),
    },
    trades: {
      type: "number",
      help: "trades a minute of a made-up symbol",
      default: 20,
      integer: true,
      min: 1,
      max: 100_000,
    },
    seed: { type: "number", help: "which made-up market, and which accidents", default: 1, integer: true },
    fault: {
      type: "string",
      value: "NAME|JSON",
      help: `a misbehaviour, again and again: ${Object.keys(FAULTS_IN_WORDS).join(", ")}`,
      multiple: true,
    },
    "fault-every": { type: "number", value: "S", help: "how often, in seconds", default: 30, min: 0.1 },
  },
  examples: [
    ["deno task exchange", "Made-up prices, as they would come"],
    ["deno task exchange --data btcusdt_1m.csv --speed 60", "Stored minutes, one a second"],
    ["deno task exchange --fault drop --fault rest_429 --fault-every 10", "A bad day"],
  ],
  async run({ flags, isGiven }, { stdout }) {
    if (flags.data.length > 0 && isGiven("synthetic")) {
      throw new LockstepError("--data and --synthetic: choose one, stored prices or made-up ones.");
    }
    const faults = flags.fault.map(faultOf);
    const { clock } = realOutside();
    const { market, firstMs } = flags.data.length > 0 ? stored(flags.data, flags.seed) : {
      market: new SyntheticMarket({
        seed: flags.seed,
        symbols: symbolsOf(flags.synthetic),
        tradesPerMinute: flags.trades,
      }),
      firstMs: clock.nowMs(),
    };
    const local = new LocalExchange({
      clock,
      random: new Random(flags.seed),
      market,
      startMs: flags.start ?? firstMs,
      speed: flags.speed,
    });
    const served = await serveExchange(local, { port: flags.port, hostname: "127.0.0.1" });
    for (const fault of faults) again(() => local.misbehave(fault), flags["fault-every"] * 1_000);
    stdout.write(howTo(served.origin, local.symbols, flags.speed));
    await new Promise(() => {}); // until Ctrl-C
  },
});

function again(call: () => void, everyMs: number): void {
  realOutside().clock.after(everyMs, () => {
    call();
    again(call, everyMs);
  });
}

function howTo(origin: string, symbols: readonly string[], speed: number): string {
  const binance = (symbols.find((symbol) => symbol === "BTC/USDT") ?? symbols[0]).replace(/[^A-Z0-9]/g, "");
  const paper = ["--strategy ema_crossover", `--feed binance:${binance}`, `--exchange ${origin}`];
  if (speed !== 1) paper.push(`--speed ${speed}`); // which must be the same on both sides
  return [
    `The exchange is open at ${origin}; that page says what it can do.`,
    "",
    `Paper-trade against it: deno task paper ${paper.join(" ")}`,
    `Sockets are at ${
      origin.replace(/^http/, "ws")
    }/VENUE, REST at ${origin}/VENUE, where VENUE is binance, coinbase, kraken or alpaca.`,
    `Make it misbehave: curl -d '{"kind":"drop"}' ${origin}/faults`,
    "",
  ].join("\n");
}

/** A fault as one names it on the command line: its name, or JSON. */
function faultOf(text: string): FaultRequest {
  let fault: unknown = { kind: text };
  if (text.startsWith("{")) {
    try {
      fault = JSON.parse(text);
    } catch (error) {
      throw new LockstepError(`--fault ${text}: it is no JSON: ${(error as Error).message}.`);
    }
  }
  return readFault(fault);
}

function stored(paths: readonly string[], seed: number): { market: Market; firstMs: number } {
  const symbols = paths.map((path) => {
    const csv = readCsvBars(path);
    return { symbol: csv.symbol, bars: csv.readAll() };
  });
  const market = new StoredMarket(symbols, seed);
  return { market, firstMs: Math.min(...symbols.map(({ bars }) => bars.openTimeMs[0])) };
}

function symbolsOf(text: string): SyntheticSymbol[] {
  const names = text.split(",").map((name) => name.trim().toUpperCase()).filter((name) => name !== "");
  if (names.length === 0) throw new LockstepError("--synthetic: name a symbol at least, such as BTC/USD.");
  return names.map((symbol) =>
    SYNTHETIC_SYMBOLS.find((known) => known.symbol === symbol) ??
      { symbol, price: PRICE, tickSize: 0.01, quantityMean: 10, lotSize: symbol.includes("/") ? 1e-8 : 1 }
  );
}

if (import.meta.main) await exchange.main();
