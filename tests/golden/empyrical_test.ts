/**
 * empyrical-reloaded's own expectations (Apache-2.0) against our figures under its conventions. The file isn't part of the repository:
 * empyrical.json is looked for in ../shared/golden beside it. Where empyrical prints NaN or infinity, ours is absent with a reason.
 */
import { calendarReturns, type CalendarSpan } from "../../engine/analytics/returns/calendar_returns.ts";
import { relateToBenchmark } from "../../engine/analytics/returns/benchmark_relation.ts";
import { describeReturns } from "../../engine/analytics/returns/period_returns.ts";
import { quantiles } from "../../engine/analytics/returns/quantiles.ts";
import { rolling } from "../../engine/analytics/returns/rolling.ts";
import { underwater } from "../../engine/analytics/returns/underwater.ts";
import {
  assertFigure,
  assertNear,
  equityOfReturns,
  goldenCases,
  type GoldenNumber,
  metricsOfReturns,
  numbersOf,
  readGolden,
  type ReturnsSettings,
} from "./metrics_of_returns.ts";

type Series = readonly GoldenNumber[];
type File = { fixtures: Record<string, Series>; expected: Record<string, unknown> };

const file = readGolden<File>("empyrical.json");

const SPANS: Record<string, string> = {
  daily: "1d",
  weekly: "1w",
  monthly: "1M",
  yearly: "12M",
  quarterly: "3M",
};
const SHORT_NAMES: Record<string, string> = {
  mixed: "mixed_returns",
  positive: "positive_returns",
  negative: "negative_returns",
  all_negative: "all_negative_returns",
  weekly: "weekly_returns=monthly_returns values",
  monthly: "weekly_returns=monthly_returns values",
};

goldenCases("empyrical", "empyrical.json", file?.expected, {
  "cum_returns(mixed,0)": (expected: number[]) => {
    // Cut after five decimals there, not rounded.
    equityOfReturns(seriesOf("mixed")).daily.closes.forEach((close, i) =>
      assertNear(close / 100 - 1, expected[i], 4)
    );
  },
  "cum_returns(mixed,100)": (expected: number[]) => {
    equityOfReturns(seriesOf("mixed")).daily.closes.forEach((close, i) => assertNear(close, expected[i], 4));
  },
  max_drawdown: (expected: Record<string, number>) => {
    for (const [name, depth] of Object.entries(expected)) {
      assertFigure(figuresOf(name), "maxDrawdownPct", depth, { scale: 0.01, what: name });
    }
  },
  annual_return: (expected) => byPeriod(expected, "annualReturnPct"),
  annual_volatility: (expected) => byPeriod(expected, "volatilityPct"),
  calmar: ({ one_return, ...expected }) => {
    assertFigure(figuresOf("one_return"), "calmar", one_return);
    byPeriod(expected, "calmar", 1);
  },
  "sharpe(returns,rf)": (expected: [string, 0 | string, GoldenNumber][]) => {
    for (const [name, riskFree, sharpe] of expected) {
      // A risk-free rate that changes from day to day is a benchmark.
      const figures = figuresOf(name, riskFree === 0 ? {} : { benchmark: seriesOf(riskFree) });
      const what = `${name} over ${riskFree}`;
      if (riskFree === 0) assertFigure(figures, "sharpe", sharpe, { what });
      else assertFigure(figures, "informationRatio", sharpe, { scale: Math.sqrt(252), what });
    }
  },
  "downside_risk(returns,req,period)": (expected: [string, number, string, number][]) => {
    for (const [name, required, period, risk] of expected) {
      const timeframe = SPANS[period], periods = { daily: 252, weekly: 52, monthly: 12 }[period]!;
      const settings = { timeframe, requiredReturnPct: 100 * required * periods };
      const what = `${name} ${required} ${period}`;
      if (seriesOf(name).length === 1) {
        assertNear(describeReturns(numbersOf(seriesOf(name))).downsideDeviation, risk, 8, what);
      } else assertFigure(figuresOf(name, settings), "downsideDeviationPct", risk, { scale: 0.01, what });
    }
  },
  excess_sharpe: (expected: [string, 0 | string, number][]) => {
    for (const [name, against, ratio] of expected) {
      const benchmark = against === 0 ? seriesOf(name).map(() => 0) : seriesOf(against);
      assertFigure(figuresOf(name, { benchmark }), "informationRatio", ratio);
    }
  },
  "alpha_beta(mixed,negative[1:])": ([alpha, beta]: [number, number]) => {
    const figures = figuresOf("mixed", { benchmark: seriesOf("negative") });
    assertFigure(figures, "benchmarkAlphaPct", alpha, { scale: 0.01 });
    assertFigure(figures, "benchmarkBeta", beta);
  },
  "stability(mixed)": (expected) => assertFigure(figuresOf("mixed"), "stability", expected),
  // Its figure is another quantile's; its own test compares one decimal.
  "tail_ratio(mixed) 1 decimal": (expected) =>
    assertFigure(figuresOf("mixed"), "tailRatio", expected, { decimals: 1 }),
  "roll_max_drawdown(negative,6)": (expected: number[]) => {
    const depths = rolling(numbersOf(seriesOf("negative")), 6, (returns) => {
      let value = 1;
      return underwater(returns.map((each) => value *= 1 + each), 1).maxDepth;
    });
    assertRolled(depths, expected, 4);
  },
  "roll_sharpe(negative,6)": (expected: number[]) => {
    const ratios = rolling(numbersOf(seriesOf("negative")), 6, (returns) => {
      const { mean, deviation } = describeReturns(returns);
      return mean / deviation * Math.sqrt(252);
    });
    assertRolled(ratios, expected, 8);
  },
  "roll_alpha_beta(mixed,negative,6)": (expected: [number, number][]) => {
    // The first window has one return fewer: the first of the mixed ones isn't there.
    const returns = numbersOf(seriesOf("mixed").slice(1)), market = numbersOf(seriesOf("negative").slice(1));
    const of = (figure: (own: Float64Array, relation: ReturnType<typeof relateToBenchmark>) => number) =>
      rolling(
        returns,
        6,
        (own, from) => figure(own, relateToBenchmark(own, market.subarray(from, from + own.length))),
        5,
      );
    const betas = of((_, { beta }) => beta);
    const alphas = of((own, { beta, mean }) => (1 + describeReturns(own).mean - beta * mean) ** 252 - 1);
    assertRolled(alphas, expected.map(([alpha]) => alpha), 8);
    assertRolled(betas, expected.map(([, beta]) => beta), 8);
  },
  "capture(all_negative,mixed)": (expected) =>
    assertFigure(figuresOf("all_negative", { benchmark: seriesOf("mixed") }), "capturePct", expected, {
      scale: 0.01,
    }),
  "down_capture(positive,mixed)": (expected) =>
    assertFigure(figuresOf("positive", { benchmark: seriesOf("mixed") }), "downCapturePct", expected, {
      scale: 0.01,
    }),
  "up_capture(positive,mixed)": (expected) =>
    assertFigure(figuresOf("positive", { benchmark: seriesOf("mixed") }), "upCapturePct", expected, {
      scale: 0.01,
    }),
  value_at_risk: (expected: [number[], number, number][]) => {
    for (const [numbers, share, value] of expected) {
      assertNear(quantiles(Float64Array.from(numbers), [share])[0], value);
    }
  },
  aggregate_returns: (expected: Record<string, number[]>) => {
    const sundays = (i: number) => Date.UTC(2000, 0, 30 + 7 * i),
      monthEnds = (i: number) => Date.UTC(2000, i + 1, 0);
    const days = (i: number) => Date.UTC(2000, 0, 30 + i);
    const of = (name: string, dateMs: (i: number) => number, span: CalendarSpan, figures: number[]) => {
      const returns = numbersOf(seriesOf(name));
      const found = calendarReturns(Array.from(returns, (_, i) => dateMs(i) / 86_400_000), returns, span);
      assertRolled(Float64Array.from(found, ({ value }) => value), figures, 12);
    };
    of("simple_benchmark", days, "week", expected["simple_benchmark weekly"]);
    of("simple_benchmark", days, "month", expected["simple_benchmark monthly"]);
    of("simple_benchmark", days, "year", expected.yearly);
    of("weekly", sundays, "month", expected["weekly->monthly"]);
    of("weekly", sundays, "year", expected["weekly->yearly"]);
    of("monthly", monthEnds, "quarter", expected["monthly->quarterly"]);
  },
}, {
  "gpd_risk(mixed) [threshold,scale,shape,VaR,ES]":
    "a defect: it fits the generalised Pareto distribution to the losses themselves, not to what they exceed the threshold by (Gilli and " +
    "Këllezi's method, which it names), here to a single loss; the shape of 1.6e-6 is where its search happened to stop",
});

function seriesOf(name: string): Series {
  return file!.fixtures[name] ?? file!.fixtures[SHORT_NAMES[name]] ?? file!.fixtures[`${name}_returns`];
}

function figuresOf(name: string, settings: Partial<ReturnsSettings> = {}) {
  return metricsOfReturns(seriesOf(name), { conventions: "empyrical", ...settings });
}

/** { "mixed daily": …, "weekly": …, "monthly": … } */
function byPeriod(expected: Record<string, number>, metric: string, scale = 0.01): void {
  for (const [key, figure] of Object.entries(expected)) {
    const [name, period = name] = key.split(" ");
    assertFigure(figuresOf(name, { timeframe: SPANS[period] }), metric, figure, {
      scale,
      what: `${metric} ${key}`,
    });
  }
}

function assertRolled(actual: Float64Array, expected: number[], decimals: number): void {
  const known = actual.filter((value) => !Number.isNaN(value));
  assertNear(known.length, expected.length, 0, "how many");
  known.forEach((value, i) => assertNear(value, expected[i], decimals, `number ${i}`));
}
