/** quantstats' figures of four series of returns (tests/golden/figures/quantstats_returns.json) against ours under its conventions. */
import { assertFigure, metricsOfReturns } from "./metrics_of_returns.ts";
import golden from "./figures/quantstats_returns.json" with { type: "json" };

for (const { id, riskFreePct, returns, benchmark, figures } of golden.cases) {
  Deno.test(`metrics by quantstats' conventions equal its own: ${id}`, () => {
    const ours = metricsOfReturns(returns, { conventions: "quantstats", riskFreePct, benchmark });
    for (const [name, figure] of Object.entries(figures)) assertFigure(ours, name, figure, { decimals: 9 });
  });
}
