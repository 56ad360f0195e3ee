/**
 * Simple averages, stochastic and MACD with simple averages against vectorbt's, as its tests round them (8 decimals). The figures
 * (polakowo/vectorbt, Apache-2.0 with Commons Clause, numbers only) are not part of the repository: vectorbt.json is looked for in
 * ../shared/golden beside it, and tests without it are ignored. Its exponential averages begin with the first value instead of the mean
 * of the first `length`, and are not ours.
 */
import assert from "node:assert/strict";
import { macdExtended } from "../../actors/indicators/momentum/macd_extended.ts";
import { stochasticFast } from "../../actors/indicators/momentum/stochastic_fast.ts";
import { sma } from "../../actors/indicators/overlap/sma.ts";
import type { IndicatorSpec } from "../../engine/indicator.ts";

type Cell = number | "NaN";
type Golden = {
  fixtures: { indicator_close: number[] };
  indicators: Record<string, { expected: Cell[][] }[]>;
};

const golden = read();

/** vectorbt's test, its n-th table and the column of it, and what of ours that is. */
const CASES: [test: string, table: number, column: number, spec: IndicatorSpec, output: string][] = [
  ["test_MA", 0, 0, sma(2), "value"],
  ["test_MA", 0, 2, sma(3), "value"],
  ["test_STOCH", 0, 0, stochasticFast(2, 2), "k"],
  ["test_STOCH", 0, 6, stochasticFast(3, 3), "k"],
  ["test_STOCH", 1, 0, stochasticFast(2, 2), "d"],
  ["test_STOCH", 1, 2, stochasticFast(2, 3), "d"],
  ["test_STOCH", 1, 4, stochasticFast(3, 2), "d"],
  ["test_STOCH", 1, 6, stochasticFast(3, 3), "d"],
  ["test_MACD", 0, 0, macdExtended(2, 3, 2), "macd"],
  ["test_MACD", 1, 0, macdExtended(2, 3, 2), "signal"],
  ["test_MACD", 2, 0, macdExtended(2, 3, 2), "histogram"],
  ["test_MACD", 1, 8, macdExtended(2, 4, 2), "signal"],
  ["test_MACD", 2, 12, macdExtended(2, 4, 3), "histogram"],
  ["test_MACD", 2, 28, macdExtended(3, 4, 3), "histogram"],
];

for (const [test, table, column, { definition, params }, output] of CASES) {
  const reason =
    " (ignored: ../shared/golden/vectorbt.json is absent; put the golden figures beside the repository to run it)";
  Deno.test({
    name: `vectorbt ${test} ${table}, column ${column} is our ${definition.name}` + (golden ? "" : reason),
    ignore: golden === undefined,
    fn() {
      const close = Float64Array.from(golden!.fixtures.indicator_close);
      const bars = { source: close, close, high: close.map((x) => x * 1.1), low: close.map((x) => x * 0.9) };
      const outputs = definition.outputs.map(() => new Float64Array(close.length));
      definition.kernel(params).run(
        definition.inputs.map((input) => bars[input as keyof typeof bars]),
        outputs,
        0,
        close.length,
      );
      const actual = outputs[definition.outputs.indexOf(output)], first = definition.warmupBars(params);
      golden!.indicators[test][table].expected.forEach((row, i) => {
        if (i < first) return; // vectorbt has each line as soon as it can, ours begin together
        assert.ok(
          Math.abs(actual[i] - Number(row[column])) <= 6e-9,
          `bar ${i}: ${actual[i]}, vectorbt has ${row[column]}`,
        );
      });
    },
  });
}

function read(): Golden | undefined {
  try {
    return JSON.parse(
      Deno.readTextFileSync(new URL("../../../shared/golden/vectorbt.json", import.meta.url)),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
