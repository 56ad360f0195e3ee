// deno bench engine/analytics/metrics_bench.ts
// Time per iteration is that of a million points of the equity curve: 1 ms is 1 ns a point.
import { EquityStatistics } from "./equity_statistics.ts";
import { FillCosts } from "./fill_costs.ts";
import { metrics, METRICS_CONVENTIONS } from "./metrics.ts";
import { TradeStatistics } from "./trade_statistics.ts";
import { Timeframe } from "../timeframe.ts";

const POINTS = 1_000_000;
const equity = new Float64Array(POINTS), market = new Float64Array(POINTS);
let seed = 1, value = 100_000, price = 100_000;
for (let i = 0; i < POINTS; i++) {
  equity[i] = value *= 1 + (uniform() - 0.4999) * 1e-2;
  market[i] = price *= 1 + (uniform() - 0.4999) * 1e-2;
}

// A million minutes are 695 days; a million days, the worst there can be, are 2,738 years.
for (const text of ["1m", "1d"]) {
  const timeframe = Timeframe.parse(text), statistics = new EquityStatistics(100_000);
  const timeMs = Float64Array.from(
    { length: POINTS },
    (_, i) => Date.UTC(-700, 0, 1) + (i + 1) * timeframe.spanMs,
  );
  statistics.updateRun(timeMs, equity, null, 0, POINTS, {
    benchmark: (step) => market[step],
    grossNotional: (step) => equity[step] / 2,
  });
  const input = { equity: statistics, trades: new TradeStatistics(), costs: new FillCosts(), timeframe };
  for (const conventions of METRICS_CONVENTIONS) {
    Deno.bench(`all metrics of a million bars of ${text}, ${conventions}`, () => {
      metrics({ ...input, conventions });
    });
  }
}

function uniform(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return (seed >>> 8) / 2 ** 24;
}
