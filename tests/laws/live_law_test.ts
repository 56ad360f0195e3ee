/**
 * The promise itself: a strategy on a live feed does what a backtest of the same bars does. Bars are traded at the local exchange, its messages
 * go to the client of each venue, trades become bars again, the session journals and acts; in virtual time, so that hours take a second. What it
 * did is then held against a backtest of the bars that the exchange began with: orders, fills, equity, to the last bit.
 */
import assert from "node:assert/strict";
import { Bars } from "../../engine/bars.ts";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { instrument } from "../../engine/instrument.ts";
import { SESSION_VERSION, type SessionConfig } from "../../engine/live/session_input.ts";
import type { Trades } from "../../engine/ticks.ts";
import { Random } from "../../engine/random.ts";
import { VERSION } from "../../engine/version.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { tradeAt } from "../../exchange/market/market.ts";
import { StoredMarket } from "../../exchange/market/stored_market.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { sessionRecord } from "../../paper/session_record.ts";
import { SimulatedDisk } from "../../simulator/simulated_disk.ts";
import { SimulatedJournal } from "../../simulator/simulated_journal.ts";
import { SimulatedNetwork } from "../../simulator/simulated_network.ts";
import { SimulatedProcess } from "../../simulator/simulated_process.ts";
import { VirtualClock, VirtualTime } from "../../simulator/virtual_time.ts";
import { LOCKSTEP } from "../../actors/presets.ts";
import { backtest } from "../../strategies/backtest.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { STRATEGY_NAMES } from "../../strategies/registry.ts";
import { Timeframe } from "../../engine/timeframe.ts";

const MINUTE = 60_000, START_MS = Date.UTC(2024, 0, 15);
/** Bars before the session begins, of which it fetches some to warm up, and bars of the session. */
const BARS_BEFORE = 400, BARS_LIVE = 600, WARMUP_BARS = 120;

/** From the folder in which tests are run. */
const EVERY_ORDER = "./tests/laws/every_order.ts";

const VENUES: readonly { readonly venue: string; readonly symbols: readonly string[] }[] = [
  { venue: "binance", symbols: ["BTCUSDT", "ETHUSDT"] },
  { venue: "coinbase", symbols: ["BTC-USD"] },
  { venue: "kraken", symbols: ["BTC/USD"] },
  { venue: "alpaca_crypto", symbols: ["BTC/USD", "ETH/USD"] },
];

Deno.test("a session through the local exchange is a backtest of the exchange's bars, to the last bit, for every strategy", async (test) => {
  // One gives orders of every type. Every other session goes on with what another held; every third is matched against trades.
  const names = [...STRATEGY_NAMES, EVERY_ORDER, EVERY_ORDER, EVERY_ORDER, EVERY_ORDER];
  for (const [at, name] of names.entries()) {
    const { venue, symbols } = VENUES[at % VENUES.length];
    const given: Partial<SessionConfig> = {
      ...(at % 3 === 0 || at === names.length - 1) && { matching: "trades" },
      ...at % 2 === 1 && {
        inherits: {
          sessionId: "before",
          positions: symbols.map((_, i) => ({
            instrumentIndex: i,
            quantity: 100 - 150 * i,
            price: 99.5 + 95 * i,
          })),
        },
      },
    };
    const how = [given.matching ?? "bars", ...given.inherits === undefined ? [] : ["inherited"]].join(", ");
    await test.step(`${name} on ${venue} (${how})`, async () => {
      // Synthetic volumes are whole; gaps in time are left to where the exchange says nothing of empty minutes.
      const bars = symbols.map((_, i) =>
        Bars.concat([...syntheticBars(BARS_BEFORE + BARS_LIVE, {
          seed: 10 * at + i,
          startMs: START_MS - BARS_BEFORE * MINUTE,
          startPrice: 100 * (i + 1),
        })])
      );
      const { live, config } = await run(name, venue, symbols, bars, given);
      const timeframe = Timeframe.parse("1m");
      // What the session had: its warm-up, then all that closed while it ran.
      const fromMs = START_MS - WARMUP_BARS * MINUTE, endMs = live.to;
      const stretch = bars.map((all) => {
        const from = all.openTimeMs.findIndex((timeMs) => timeMs >= fromMs);
        const to = all.closeTimeMs.findLastIndex((timeMs) => timeMs <= endMs) + 1;
        return all.slice(from, to);
      });
      const back = await backtest({
        strategy: await loadStrategy(name),
        params: config.params,
        universe: { instruments: config.instruments, timeframe },
        sources: stretch.map((each) => [each]),
        ...config.matching === "trades" && { trades: live.trades },
        sourceNames: symbols,
        account: config.account,
        takesOver: config.inherits?.positions,
        preset: LOCKSTEP,
        fromMs: config.tradeFromMs,
      });
      assert.ok(live.record.metrics.bars > BARS_LIVE - 30, `${live.record.metrics.bars} bars`);
      assert.deepEqual(live.record.orders, back.orders);
      assert.deepEqual(live.record.fills, back.fills);
      assert.deepEqual(live.record.trades, back.trades);
      assert.deepEqual(live.record.equity, back.equity);
      assert.deepEqual(live.record.metrics, back.metrics);
      assert.equal(live.record.fingerprint, back.fingerprint);
    });
  }
});

async function run(
  name: string,
  venue: string,
  symbols: readonly string[],
  bars: readonly Bars[],
  given: Partial<SessionConfig>,
) {
  const strategy = await loadStrategy(name);
  const config: SessionConfig = {
    version: SESSION_VERSION,
    strategy: name,
    strategyVersion: strategy.version,
    params: strategy.plan().params as SessionConfig["params"],
    venue,
    instruments: symbols.map((symbol) => instrument(symbol, { lotSize: 0 })),
    timeframe: "1m",
    account: { cash: 100_000, direction: "both", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
    preset: "lockstep",
    tradeFromMs: START_MS + MINUTE,
    warmupBars: WARMUP_BARS,
    lateAfterMs: 30_000,
    onLateBars: "forget",
    onFailure: "flatten",
    emptyBars: "skip",
    ...given,
    lockstep: VERSION,
  };
  const time = new VirtualTime(), clock = new VirtualClock(time, START_MS + 5_000);
  const market = new StoredMarket(symbols.map((symbol, i) => ({ symbol: symbolOf(symbol), bars: bars[i] })));
  const exchange = new LocalExchange({ clock, random: new Random(1), market, startMs: START_MS + 5_000 });
  const disk = new SimulatedDisk(clock, new Random(2));
  const problems: string[] = [];
  const process = new SimulatedProcess({
    name: "process",
    time,
    startMs: START_MS + 5_000,
    skewMs: 0,
    network: new SimulatedNetwork(time, new Random(3), exchange),
    disk,
    sessionId: "live",
    config,
    defect: undefined,
    seed: 4,
    makeCore: sessionCoreOf(config, strategy),
    heard: (news) => {
      if (news.kind === "alert") problems.push(news.text);
    },
  });
  time.runTo(BARS_LIVE * MINUTE);
  const to = process.session!.core.timeMs;
  process.session!.leave();
  time.runTo(time.nowMs + 1_000);
  assert.deepEqual(problems, []);
  const record = await sessionRecord(new SimulatedJournal(disk), "live");
  return {
    config,
    live: { to, record, trades: symbols.map((symbol) => tradesOf(exchange, symbolOf(symbol))) },
  };
}

/** All that the exchange has traded since the session began. */
function tradesOf(exchange: LocalExchange, symbol: string): Trades {
  const series = exchange.series(symbol)!, found = [];
  for (let id = series.idAt(START_MS); id < series.endId; id++) found.push(tradeAt(series, id));
  return {
    timeMs: Float64Array.from(found, ({ timeMs }) => timeMs),
    price: Float64Array.from(found, ({ price }) => price),
    quantity: Float64Array.from(found, ({ quantity }) => quantity),
    takerSide: new Int8Array(found.length),
  };
}

/** As the local exchange writes it. */
function symbolOf(symbol: string): string {
  return symbol.replace("-", "/").replace(/USDT$/, "/USDT");
}
