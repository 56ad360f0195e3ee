import { fixedPlusPercentCommission } from "../../actors/brokers/commissions.ts";
import { queueBroker } from "../../actors/brokers/queue_broker.ts";
import { entrySpread } from "../../actors/brokers/slippages.ts";
import { DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { type Preset, presetOf } from "../../actors/presets.ts";
import { Bars } from "../../engine/bars.ts";
import type { BrokerFactory } from "../../engine/broker.ts";
import { readCsvBars } from "../../engine/data/csv_bars.ts";
import { instrument } from "../../engine/instrument.ts";
import type { RunResult } from "../../engine/result.ts";
import type { Strategy } from "../../engine/strategy.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { backtest } from "../../strategies/backtest.ts";

/** How a run is made, in backtesting.py's terms. */
export interface RunSettings {
  readonly bars: Bars;
  readonly timeframe: string;
  readonly cash: number;
  readonly spread?: number;
  readonly commission?: number;
  readonly leverage?: number;
  readonly lotSize?: number;
  readonly tradeOnClose?: boolean;
  readonly closesAtEnd?: boolean;
}

/** Runs a strategy under the preset, end to end. */
export function runUnderPreset(strategy: Strategy, settings: RunSettings): Promise<RunResult> {
  const { bars, timeframe, cash, spread = 0, commission = 0, leverage = 1, lotSize = 1 } = settings;
  const theirs = presetOf("backtesting.py")!;
  const preset: Preset = {
    ...theirs,
    desk: { ...theirs.desk, fillAt: settings.tradeOnClose ? "close" : "next_open" },
    closesAtEnd: settings.closesAtEnd ?? true,
  };
  return backtest({
    strategy,
    universe: { instruments: [instrument("X", { lotSize })], timeframe: Timeframe.parse(timeframe) },
    sources: [[bars]],
    sourceNames: ["golden"],
    preset,
    account: {
      ...DEFAULT_ACCOUNT,
      cash,
      direction: "both",
      feeBps: commission * 10_000,
      slippageBps: spread * 10_000,
      leverage,
    },
    frameSteps: 97,
  });
}

/** The preset's broker at costs that an account can't have: an amount an order besides the percentage. */
export function brokerWithFixedFee(fixed: number, commission: number, spread: number): BrokerFactory {
  return queueBroker(fixedPlusPercentCommission(fixed, commission * 10_000), entrySpread(spread * 10_000));
}

/** Where market data is that tests share; it isn't part of the project. */
const DATA = new URL("../../../shared/data/", import.meta.url);

/** Whether a file of market data is there, and what to say of a test without it. */
export function dataFile(name: string): { readonly isAbsent: boolean; readonly note: string } {
  try {
    Deno.statSync(new URL(name, DATA));
    return { isAbsent: false, note: "" };
  } catch {
    const { pathname } = new URL(name, DATA);
    return {
      isAbsent: true,
      note: ` (ignored: put ${name}, from backtesting.py's test data, at ${pathname})`,
    };
  }
}

/** All bars of a file of market data from a date on, at most `count`. */
export function barsOf(name: string, timeframe: string, fromMs = -Infinity, count = Infinity): Bars {
  const pieces = [...readCsvBars(new URL(name, DATA).pathname, { timeframe: Timeframe.parse(timeframe) })];
  const all = Bars.concat([Bars.NONE, ...pieces]);
  // The monthly file's labels are the months' last days, and durations are counted from label to label.
  if (timeframe === "1M") all.openTimeMs.set(all.closeTimeMs.map((timeMs) => timeMs - 86_400_000));
  const from = all.openTimeMs.findIndex((timeMs) => timeMs >= fromMs);
  return all.slice(from, Math.min(all.length, from + count));
}

/** Bars a day apart from columns of prices; the other prices are the close where they aren't given. */
export function dailyBars(close: readonly number[], open: readonly number[] = close): Bars {
  const bars = Bars.allocate(close.length), dayMs = 86_400_000;
  close.forEach((price, bar) => {
    bars.openTimeMs[bar] = Date.UTC(2020, 0, 1) + bar * dayMs;
    bars.closeTimeMs[bar] = bars.openTimeMs[bar] + dayMs;
    bars.open[bar] = open[bar];
    // backtesting.py doesn't mind an open outside of high and low; neither does a broker that looks at each by itself.
    bars.high[bar] = bars.low[bar] = bars.close[bar] = price;
  });
  return bars;
}
