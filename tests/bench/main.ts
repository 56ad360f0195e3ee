import type { Bars } from "../../engine/bars.ts";
import { command } from "../../tasks/command.ts";
import { print } from "../../tasks/terminal.ts";
import {
  BENCH_ACCOUNT,
  crossoverPlan,
  equityRoom,
  onBarPlan,
  runEngine,
  runFused,
  timeColumns,
} from "./engine_bench.ts";
import { benchMarket } from "./market.ts";
import { Recorder } from "../../engine/recorder.ts";
import { instrument } from "../../engine/instrument.ts";
import { Timeframe } from "../../engine/timeframe.ts";

/** `deno task bench`: ratios, each of two things measured in turn in one run; times alone say little on a shared machine. */
export const bench = command({
  name: "bench",
  summary: "Measures the engine against the same strategy as one hand-fused loop, and where the time goes.",
  flags: {
    bars: {
      type: "number",
      help: "one-minute bars",
      default: 10_000_000,
      integer: true,
      min: 100_000,
      max: 50_000_000,
    },
    rounds: {
      type: "number",
      help: "measurements of each, of which the median counts",
      default: 7,
      integer: true,
      min: 1,
      max: 99,
    },
  },
  run({ flags }) {
    const { bars: count, rounds } = flags;
    print(`EMA 9/21 crossover · 95 % of equity · fees · slippage · trailing stop · equity at every bar`);
    print(`${count.toLocaleString("en")} bars, median of ${rounds} rounds, one process, one core\n`);
    const bars = benchMarket(count, 1), equity = equityRoom(count);
    warmUp(bars);
    checkSame(bars, equity);

    const plan = crossoverPlan(95), part = bars.slice(0, Math.min(count, 1_000_000));
    const whole = inTurn(rounds, count, {
      fused: () => runFused(bars, equity),
      engine: () => runEngine(plan, [bars], equity, { frameSteps: 4_096 }),
      onBar: () => runEngine(onBarPlan(), [bars], equity, { frameSteps: 4_096 }),
    });
    print("                                      ns a bar   × fused   wanted");
    line("hand-fused loop", whole.fused, 1);
    line("engine, frames of 4,096", whole.engine, whole.ratio("engine", "fused"), "≤ 2.0");
    line("engine, onBar", whole.onBar, whole.ratio("onBar", "fused"), "≤ 6.0");

    const single = inTurn(rounds, part.length, {
      one: () => runEngine(plan, [part], equity, { frameSteps: 1 }),
    });
    print(`engine, frames of one bar           ${fixed(single.one)}             ≤ 3,000 ns`);

    const many = manyInstruments(count);
    const shared = inTurn(rounds, count, {
      one: () => runEngine(plan, [bars], equity, { frameSteps: 4_096 }),
      hundred: () => runEngine(crossoverPlan(0.95), many, equity),
    });
    print(`\n100 instruments, one account        ${fixed(shared.hundred)}`);
    print(`  × one instrument                  ${fixed(shared.ratio("hundred", "one"))}             ≤ 1.5`);

    print(`\nCost of a fill late in a run        ${fixed(lateFillRatio(bars, equity))} × early     ≤ 1.2`);
    whereItGoes(bars, equity, rounds, whole.engine);
    streamed(count);
  },
});

/** Runs everything often enough on a short stretch that all of it, the yardstick too, is compiled as well as it will be. */
function warmUp(bars: Bars): void {
  const short = bars.slice(0, 20_000),
    equity = equityRoom(short.length),
    plan = crossoverPlan(95),
    onBar = onBarPlan();
  for (let round = 0; round < 60; round++) {
    for (let k = 0; k < 5; k++) runFused(short, equity);
    runEngine(plan, [short], equity, { frameSteps: 4_096 });
    runEngine(onBar, [short], equity, { frameSteps: 4_096 });
  }
}

function checkSame(bars: Bars, equity: Float64Array): void {
  const fusedEquity = equityRoom(bars.length), fused = runFused(bars, fusedEquity);
  const engine = runEngine(crossoverPlan(95), [bars], equity, { frameSteps: 4_096 });
  let different = 0;
  for (let bar = 0; bar < bars.length; bar++) if (fusedEquity[bar] !== equity[bar]) different++;
  print(
    `Equity of both, bar by bar: ${different === 0 ? "equal to the last bit" : `${different} BARS DIFFER`}`,
  );
  print(
    `Fills: ${fused.fills.toLocaleString("en")} and ${engine.fills.toLocaleString("en")} (${
      (100 * engine.fills / bars.length).toFixed(1)
    } % of bars)\n`,
  );
}

/** The same number of bars cut into a hundred instruments, side by side in time. */
function manyInstruments(count: number): Bars[] {
  const length = Math.floor(count / 100);
  return Array.from({ length: 100 }, (_, i) => benchMarket(length, i + 1));
}

type Timings<Names extends string> = Readonly<Record<Names, number>> & { ratio(a: Names, b: Names): number };

/** Rounds before those that count: V8 compiles the yardstick anew when it meets the engine's figures, and is slow meanwhile. */
const WARM_UP_ROUNDS = 4;

/** Times things in turn; medians in ns a bar, and medians of the ratios pair by pair. */
function inTurn<Names extends string>(
  rounds: number,
  bars: number,
  things: Record<Names, () => unknown>,
): Timings<Names> {
  const names = Object.keys(things) as Names[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Names, number[]>;
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      things[name]();
      if (round >= 0) times[name].push((performance.now() - start) * 1e6 / bars);
    }
  }
  const medians = Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<
    Names,
    number
  >;
  return { ...medians, ratio: (a, b) => median(times[a].map((time, k) => time / times[b][k])) };
}

/** Time a fill in the last tenth of the run over that in the second tenth (the first one warms up). */
function lateFillRatio(bars: Bars, equity: Float64Array): number {
  const ratios: number[] = [];
  for (let round = 0; round < 5; round++) {
    const marks: { ms: number; fills: number }[] = [];
    let fills = 0;
    const everyBars = Math.floor(bars.length / 10);
    let nextAt = everyBars;
    runEngine(crossoverPlan(95), [bars], equity, {
      frameSteps: 4_096,
      each(settled) {
        fills += settled.fills.length;
        if (settled.frame.firstStep < nextAt) return;
        marks.push({ ms: performance.now(), fills });
        nextAt += everyBars;
      },
    });
    const perFill = (k: number) => (marks[k + 1].ms - marks[k].ms) / (marks[k + 1].fills - marks[k].fills);
    ratios.push(perFill(marks.length - 2) / perFill(1));
  }
  return median(ratios);
}

function whereItGoes(bars: Bars, equity: Float64Array, rounds: number, engineNs: number): void {
  const plan = crossoverPlan(95), indicator: number[] = [], signal: number[] = [], recording: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { indicatorMs, signalMs } = timeColumns(plan, bars);
    indicator.push(indicatorMs * 1e6 / bars.length);
    signal.push(signalMs * 1e6 / bars.length);
    recording.push(timeRecording(bars, equity) * 1e6 / bars.length);
  }
  const rest = engineNs - median(indicator) - median(signal);
  print("\nWhere the time goes                  ns a bar");
  print(`  indicators                        ${fixed(median(indicator))}`);
  print(`  signal                            ${fixed(median(signal))}`);
  print(`  desk, feed, equity kept           ${fixed(rest)}`);
  print(
    `  full record on top                ${
      fixed(median(recording))
    }   (statistics, curve, fingerprints, rows)`,
  );
}

function timeRecording(bars: Bars, equity: Float64Array): number {
  const universe = { instruments: [instrument("S0", { lotSize: 0 })], timeframe: Timeframe.parse("1m") };
  const recorder = new Recorder(universe, { initialCash: BENCH_ACCOUNT.cash, conventions: "lockstep" });
  let ms = 0;
  runEngine(crossoverPlan(95), [bars], equity, {
    frameSteps: 4_096,
    each(settled) {
      const start = performance.now();
      recorder.next(settled);
      ms += performance.now() - start;
    },
  });
  return ms;
}

/** A backtest over bars that are made as they are read, in a process of its own: how much memory it takes. */
function streamed(count: number): void {
  const path = new URL("streamed.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = new Deno.Command("deno", {
    args: ["run", "--allow-read", path, String(count)],
  }).outputSync();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const { peakMb, fills, seconds } = JSON.parse(new TextDecoder().decode(stdout));
  print(
    `\nStreamed, ${fills.toLocaleString("en")} fills, ${seconds} s   ${
      String(peakMb).padStart(6)
    } MB at most  ≤ 250`,
  );
}

function line(what: string, ns: number, ratio: number, wanted = ""): void {
  print(`${what.padEnd(34)}  ${fixed(ns)}  ${ratio.toFixed(2).padStart(8)}   ${wanted}`.trimEnd());
}

function fixed(x: number): string {
  return x.toFixed(2).padStart(10);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

if (import.meta.main) await bench.main();
