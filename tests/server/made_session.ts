import { Bars } from "../../engine/bars.ts";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { instrument } from "../../engine/instrument.ts";
import type { JournalEntry, JournalOutcome } from "../../engine/live/journal_store.ts";
import {
  type BarColumns,
  columnsOf,
  NO_COLUMNS,
  SESSION_VERSION,
  type SessionCommand,
  type SessionConfig,
  type SessionInput,
  type TradeColumns,
  writeInput,
} from "../../engine/live/session_input.ts";
import { Random } from "../../engine/random.ts";
import { VERSION } from "../../engine/version.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import type { SqliteJournal } from "../../stores/sqlite_journal.ts";

const MINUTE = 60_000;
/** When trading begins. */
export const MADE_FROM_MS = Date.UTC(2026, 0, 5, 12);

/** What a made session is to be. */
export interface MadeSession {
  readonly id: string;
  readonly seed: number;
  readonly instruments: number;
  /** Minutes of warm-up, and of trading. */
  readonly warmupBars: number;
  readonly bars: number;
  readonly config?: Partial<SessionConfig>;
  /** Shares of the steps: before which something is asked, which come late, at which an instrument has no bar. */
  readonly commands?: number;
  readonly late?: number;
  readonly missing?: number;
  /** At which minute of trading the strategy fails. */
  readonly failsAt?: number;
  /** What is asked before the bar of a minute, beside what chance asks. */
  readonly asked?: Readonly<Record<number, SessionCommand>>;
}

/**
 * Writes the journal of a session over a made-up market: its inputs are taken by the real core, in the order in which a
 * session takes them, and kept with what came of them. Gives the steps that it traded on: a made-up market may have none in a minute or two.
 */
export async function makeSession(
  store: SqliteJournal,
  { id, seed, instruments, warmupBars, bars, commands = 0, late = 0, missing = 0, ...given }: MadeSession,
): Promise<number> {
  const random = new Random(seed), startMs = MADE_FROM_MS - warmupBars * MINUTE;
  const strategy = await loadStrategy(given.config?.strategy ?? "ema_crossover");
  const config: SessionConfig = {
    version: SESSION_VERSION,
    strategy: strategy.name,
    strategyVersion: strategy.version,
    venue: "binance",
    instruments: Array.from(
      { length: instruments },
      (_, i) => instrument(`MADE${i + 1}`, { tickSize: 0.01, lotSize: 0.001 }),
    ),
    timeframe: "1m",
    account: { cash: 10_000, direction: "both", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
    preset: "lockstep",
    tradeFromMs: MADE_FROM_MS + 1,
    warmupBars,
    lateAfterMs: 30_000,
    onLateBars: "follow",
    onFailure: "flatten",
    emptyBars: "skip",
    lockstep: VERSION,
    ...given.config,
    params: { ...strategy.plan({ ...given.config?.params }).params },
  };
  const markets = config.instruments.map((_, i) =>
    Bars.concat([...syntheticBars(warmupBars + bars, { seed: 100 * seed + i, startMs, startPrice: 100 })])
  );
  const core = sessionCoreOf(config, strategy)();
  const lease = store.acquire(id, "a test", Date.now(), 60_000);
  if (!("token" in lease)) throw new Error(lease.refusedBecause);
  let entries: JournalEntry[] = [], outcomes: JournalOutcome[] = [], sequence = 0;
  const keep = () => {
    store.append(lease, { entries, outcomes }, (failure) => {
      if (failure !== undefined) throw new Error(failure.message);
    });
    entries = [];
    outcomes = [];
    if (sequence > 0) {
      store.writeSnapshot(
        lease,
        { sequence: sequence - 1, atMs: MADE_FROM_MS, body: core.snapshot() },
        () => {},
      );
    }
  };
  const take = (input: SessionInput) => {
    const { statements, equity, fingerprint } = core.take(input);
    entries.push({ sequence, kind: input.kind, atMs: MADE_FROM_MS, body: writeInput(input) });
    outcomes.push({ sequence, statements, equity, fingerprint });
    sequence++;
    if (entries.length === ENTRIES_AT_ONCE) keep();
    return sequence - 1;
  };
  take({ kind: "open", config });
  const at = markets.map(({ closeTimeMs }) => closeTimeMs.findIndex((timeMs) => timeMs > MADE_FROM_MS));
  if (warmupBars > 0) {
    const history = markets.map((each, i) => columnsOf(each.slice(0, at[i])));
    take({ kind: "bars", bars: history, origin: "history", isLate: false });
  }
  const warmupSteps = core.steps;
  for (let minute = 0; minute < bars && core.phase !== "stopped"; minute++) {
    const asked = given.asked?.[minute], closeMs = MADE_FROM_MS + (minute + 1) * MINUTE;
    if (asked !== undefined) take({ kind: "command", command: asked });
    while (random.uniform() < commands) take({ kind: "command", command: anyCommand(random, instruments) });
    const isLate = random.uniform() < late;
    const columns = markets.map((each, i) => {
      if (each.closeTimeMs[at[i]] !== closeMs) return NO_COLUMNS;
      const bar = columnsOf(each.slice(at[i], ++at[i]));
      return random.uniform() < missing ? NO_COLUMNS : bar;
    });
    if (columns.every(([open]) => open.length === 0)) continue;
    if (minute === given.failsAt) core.giveUpStrategy("it broke");
    const trades = config.matching === "trades" && !isLate
      ? columns.map((bar) => anyTrades(random, bar))
      : undefined;
    const input: SessionInput = {
      ...{ kind: "bars", bars: columns, origin: isLate ? "backfill" : "live", isLate },
      ...trades !== undefined && { trades },
    };
    const failed = take(core.withoutIdleTrades(input));
    if (minute === given.failsAt) take({ kind: "failed", sequence: failed, reason: "it broke" });
  }
  keep();
  store.release(lease);
  return core.steps - warmupSteps;
}

const ENTRIES_AT_ONCE = 512;

/** Trades of which a bar could be made. */
function anyTrades(random: Random, [open, high, low, close]: BarColumns): TradeColumns | null {
  if (open.length === 0) return null;
  const path = random.uniform() < 0.5
    ? [open[0], high[0], low[0], close[0]]
    : [open[0], low[0], high[0], close[0]];
  return [[0, 15_000, 30_000, 59_999], path, path.map(() => 1 + 100 * random.uniform())];
}

function anyCommand(random: Random, instruments: number): SessionCommand {
  const kinds: readonly SessionCommand[] = [
    { action: "pause" },
    { action: "resume" },
    { action: "resume" },
    { action: "flatten" },
    { action: "cancel" },
    { action: "cancel", instrumentIndex: random.integer(0, instruments - 1) },
    { action: "kill", flattens: random.uniform() < 0.5, reason: "enough" },
    { action: "lift" },
    { action: "lift" },
  ];
  return kinds[random.integer(0, kinds.length - 1)];
}
