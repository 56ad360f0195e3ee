import type { Bars } from "../../engine/bars.ts";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { instrument } from "../../engine/instrument.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import type { DataSetSummary } from "../lockstep.ts";
import type { SharedBars } from "../replay/replay_worker_messages.ts";
import type { DataSet } from "./data_set.ts";
import { shareBars } from "./shared_columns.ts";

/** A made-up market, and what is known of it before it is made: one seed gives one market, so these figures never change. */
interface SyntheticFacts {
  readonly id: string;
  readonly title: string;
  readonly timeframe: string;
  /** Of each instrument. */
  readonly seeds: readonly number[];
  readonly barsEach: number;
  readonly lastTimeMs: number;
  readonly steps: number;
}

const FIRST_TIME_MS = Date.UTC(2020);
const SOURCE =
  "Made up: a random walk with calm, busy and wild times. For trying things out, never for conclusions.";

const FACTS: readonly SyntheticFacts[] = [
  {
    id: "synth_1m",
    title: "Synthetic, a million one-minute bars",
    timeframe: "1m",
    seeds: [1],
    barsEach: 1_000_000,
    lastTimeMs: Date.UTC(2021, 10, 29, 19, 20),
    steps: 1_000_000,
  },
  {
    id: "synth_5",
    title: "Synthetic, five instruments, hourly, 2020",
    timeframe: "1h",
    seeds: [11, 12, 13, 14, 15],
    barsEach: 8_760,
    lastTimeMs: Date.UTC(2021, 0, 8, 9),
    steps: 8_961,
  },
];

/** Data sets of made-up bars. They are listed with their figures at once and made when they are first used. */
export function syntheticDataSets(): DataSet[] {
  return FACTS.map((facts) => {
    let made: Promise<SharedBars> | undefined;
    return {
      summary: summaryOf(facts),
      steps: facts.steps,
      tag: `${facts.id}-1`,
      bars: () => made ??= make(facts),
    };
  });
}

function summaryOf({ id, title, timeframe, seeds, barsEach, lastTimeMs }: SyntheticFacts): DataSetSummary {
  return {
    id,
    title,
    symbols: symbolsOf(seeds),
    timeframe,
    bars: barsEach * seeds.length,
    firstTimeMs: FIRST_TIME_MS,
    lastTimeMs,
    source: SOURCE,
    isSynthetic: true,
  };
}

async function make({ timeframe, seeds, barsEach }: SyntheticFacts): Promise<SharedBars> {
  const span = Timeframe.parse(timeframe);
  const columns = [];
  for (const seed of seeds) {
    const parts: Bars[] = [];
    for (
      const bars of syntheticBars(barsEach, { seed, timeframe: span, startMs: FIRST_TIME_MS }, PAUSE_BARS)
    ) {
      parts.push(bars);
      await new Promise((resolve) => setTimeout(resolve)); // lets answers through meanwhile
    }
    columns.push(shareBars(parts));
  }
  return {
    instruments: symbolsOf(seeds).map((symbol) => instrument(symbol)),
    timeframe,
    columns,
    sourceNames: seeds.map((seed) => `synthetic ${timeframe} bars, seed ${seed}`),
  };
}

/** About 20 ms of work. */
const PAUSE_BARS = 65_536;

function symbolsOf(seeds: readonly number[]): string[] {
  return seeds.length === 1 ? ["SYNTH"] : seeds.map((_, k) => `SYNTH${k + 1}`);
}
