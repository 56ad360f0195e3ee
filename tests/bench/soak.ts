/**
 * `deno task soak`: fifty paper sessions of four symbols each, for eight hours of trading in virtual time, through the local exchange and into
 * real journals; what they hold in memory must stay as it is once they are warm.
 */
import { instrument } from "../../engine/instrument.ts";
import { Session } from "../../engine/live/session.ts";
import { SESSION_VERSION, type SessionConfig } from "../../engine/live/session_input.ts";
import { Random } from "../../engine/random.ts";
import { VERSION } from "../../engine/version.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { SyntheticMarket } from "../../exchange/market/synthetic_market.ts";
import { openFeed } from "../../feeds/venues.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { SimulatedNetwork } from "../../simulator/simulated_network.ts";
import { VirtualClock, VirtualTime } from "../../simulator/virtual_time.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { registeredStrategy, STRATEGY_NAMES } from "../../strategies/registry.ts";
import { command } from "../../tasks/command.ts";

const HOUR = 3_600_000, START_MS = Date.UTC(2024, 0, 15), SYMBOLS_EACH = 4, GROWTH_PCT_MOST = 5;
/** Hours until what is kept of the last two hours is full. */
const WARM_HOURS = 3;

/** See the top of this file. */
export const soak = command({
  name: "soak",
  summary: "Runs fifty paper sessions for eight hours of virtual time and watches their memory.",
  flags: {
    sessions: { type: "number", help: "how many", default: 50, integer: true, min: 1, max: 500 },
    hours: { type: "number", help: "hours of trading", default: 8, integer: true, min: 4, max: 1_000 },
  },
  async run({ flags: { sessions, hours } }, { stdout }) {
    const collect = (globalThis as unknown as { gc?: () => void }).gc;
    if (collect === undefined) throw new Error("Run it as deno task soak: it needs --expose-gc");
    const folder = Deno.makeTempDirSync({ prefix: "lockstep-soak-" });
    const store = new SqliteJournal(folder);
    try {
      const time = new VirtualTime(), clock = new VirtualClock(time, START_MS);
      const bases = Array.from({ length: sessions * SYMBOLS_EACH }, (_, i) => `S${i}`);
      const market = new SyntheticMarket({
        seed: 1,
        symbols: bases.map((base, i) => ({
          symbol: `${base}/USDT`,
          price: 10 + i,
          tickSize: 0.01,
          quantityMean: 1,
          lotSize: 1e-8,
        })),
        tradesPerMinute: 6,
        originMs: START_MS - 24 * HOUR,
      });
      const exchange = new LocalExchange({
        clock,
        random: new Random(1),
        market,
        startMs: START_MS,
        hasLimits: false,
      });
      const network = new SimulatedNetwork(time, new Random(2), exchange);
      const running: Session[] = [], problems: string[] = [];
      let fills = 0;
      for (let k = 0; k < sessions; k++) {
        const strategy = (await registeredStrategy(STRATEGY_NAMES[k % STRATEGY_NAMES.length]))!;
        const config: SessionConfig = {
          version: SESSION_VERSION,
          strategy: strategy.name,
          strategyVersion: strategy.version,
          params: {},
          venue: "binance",
          instruments: bases.slice(k * SYMBOLS_EACH, (k + 1) * SYMBOLS_EACH).map((base) =>
            instrument(`${base}USDT`, { lotSize: 0 })
          ),
          timeframe: "1m",
          account: {
            cash: 100_000,
            direction: "both",
            feeBps: 5,
            feePerShare: 0,
            slippageBps: 1,
            leverage: 1,
          },
          preset: "lockstep",
          tradeFromMs: START_MS,
          warmupBars: 60,
          lateAfterMs: 30_000,
          onLateBars: "follow",
          onFailure: "flatten",
          emptyBars: "flat",
          lockstep: VERSION,
        };
        const feed = openFeed("binance", { clock, network: network.of(() => true) }, {
          urls: { socket: "ws://exchange/binance", rest: "http://exchange/binance" },
          seed: k,
        });
        const session = new Session({
          sessionId: `soak-${k}`,
          config,
          store,
          clock,
          feed,
          holder: "soak",
          makeCore: sessionCoreOf(config, strategy),
          tell: (news) => {
            if (news.kind === "events") fills += news.events.filter(({ kind }) => kind === "filled").length;
            if (news.kind === "alert" && news.level !== "info") problems.push(news.text);
          },
        });
        session.start();
        running.push(session);
      }
      const began = performance.now(), heaps: number[] = [];
      stdout.write("hour    heap MB   resident MB      bars     fills\n");
      for (let hour = 1; hour <= hours; hour++) {
        time.runTo(hour * HOUR);
        collect();
        const { heapUsed, external, rss } = Deno.memoryUsage();
        heaps.push(heapUsed + external);
        const bars = running.reduce((sum, { core }) => sum + core.steps, 0);
        stdout.write(
          `${String(hour).padStart(4)}${megabytes(heaps[hour - 1]).padStart(11)}${
            megabytes(rss).padStart(14)
          }${bars.toLocaleString("en").padStart(10)}${fills.toLocaleString("en").padStart(10)}\n`,
        );
      }
      for (const session of running) session.leave();
      const growthPct = 100 * (heaps[hours - 1] / heaps[WARM_HOURS - 1] - 1);
      stdout.write(
        `${sessions} sessions, ${sessions * SYMBOLS_EACH} symbols, ${hours} h in ${
          ((performance.now() - began) / 1000).toFixed(0)
        } s: ${growthPct >= 0 ? "+" : "−"}${
          Math.abs(growthPct).toFixed(1)
        } % after the third hour  ≤ ${GROWTH_PCT_MOST} %\n`,
      );
      for (const problem of problems.slice(0, 5)) stdout.write(`trouble: ${problem}\n`);
      return growthPct <= GROWTH_PCT_MOST && problems.length === 0 ? 0 : 1;
    } finally {
      store.close();
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

if (import.meta.main) await soak.main();
