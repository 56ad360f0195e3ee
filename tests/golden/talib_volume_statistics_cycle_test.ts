/**
 * Volume, volatility, price, statistics and cycle indicators against TA-Lib's own figures, at 1e-9 relative, first bar with a value
 * included. figures/talib_volume_statistics_cycle.json names its source and licence (TA-Lib, BSD-3-Clause).
 */
import assert from "node:assert/strict";
import * as cycle from "../../actors/indicators/cycle/mod.ts";
import * as price from "../../actors/indicators/price/mod.ts";
import * as statistics from "../../actors/indicators/statistics/mod.ts";
import * as volatility from "../../actors/indicators/volatility/mod.ts";
import * as volume from "../../actors/indicators/volume/mod.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import golden from "./figures/talib_volume_statistics_cycle.json" with { type: "json" };

const factories = { ...cycle, ...price, ...statistics, ...volatility, ...volume };
const definitions = new Map(
  Object.values(factories as unknown as Record<string, { definition: IndicatorDefinition }>)
    .map(({ definition }) => [definition.name, definition]),
);

const columns: Readonly<Record<string, Float64Array>> = Object.fromEntries(
  (["open", "high", "low", "close", "volume"] as const).map((name) => [
    name,
    Float64Array.from(golden[name].split(" "), Number),
  ]),
);

for (const { function: name, indicator, columns: read, params, values } of golden.figures) {
  Deno.test(`TA-Lib ${name} is our ${indicator}${JSON.stringify(params)}`, () => {
    const definition = definitions.get(indicator)!, inputs = read.map((column) => columns[column]);
    const length = inputs[0].length, outputs = definition.outputs.map(() => new Float64Array(length));
    definition.kernel(definition.params.parse(params)).run(inputs, outputs, 0, length);
    for (const [output, expected] of Object.entries(values)) {
      const actual = outputs[definition.outputs.indexOf(output)];
      assert.equal(actual.findIndex((x) => !Number.isNaN(x)), Number(Object.keys(expected)[0]), "first bar");
      for (const [bar, x] of Object.entries(expected as Record<string, number>)) {
        const apart = Math.abs(actual[Number(bar)] - x);
        assert.ok(
          apart <= 1e-9 * Math.abs(x) + 1e-11,
          `${output}, bar ${bar}: ${actual[Number(bar)]}, TA-Lib has ${x}`,
        );
      }
    }
  });
}
