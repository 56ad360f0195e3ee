/**
 * Averages, bands and oscillators against TA-Lib's own figures, at 1e-9 relative, first bar with a value included.
 * figures/talib_overlap_momentum.json names its source and licence (TA-Lib, BSD-3-Clause).
 */
import assert from "node:assert/strict";
import * as momentum from "../../actors/indicators/momentum/mod.ts";
import * as overlap from "../../actors/indicators/overlap/mod.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import golden from "./figures/talib_overlap_momentum.json" with { type: "json" };

const definitions = new Map(
  Object.values({ ...momentum, ...overlap } as unknown as Record<string, { definition: IndicatorDefinition }>)
    .map(({ definition }) => [definition.name, definition]),
);

const columns = Object.fromEntries(
  (["open", "high", "low", "close", "volume"] as const).map((name) => [
    name,
    Float64Array.from(golden[name].split(" "), Number),
  ]),
);

interface Figures {
  function: string;
  indicator: string;
  params: Record<string, number>;
  /** By output, then by bar. */
  values: Record<string, Record<string, number>>;
}

for (const { function: name, indicator, params, values } of golden.figures as unknown as Figures[]) {
  Deno.test(`TA-Lib ${name} is our ${indicator}${JSON.stringify(params)}`, () => {
    const definition = definitions.get(indicator)!;
    const inputs = definition.inputs.map((input) =>
      columns[input === "source" ? "close" : input === "other" ? "volume" : input]
    );
    const length = inputs[0].length, outputs = definition.outputs.map(() => new Float64Array(length));
    definition.kernel(definition.params.parse(params)).run(inputs, outputs, 0, length);
    for (const [output, expected] of Object.entries(values)) {
      const actual = outputs[definition.outputs.indexOf(output)];
      assert.equal(actual.findIndex((x) => !Number.isNaN(x)), Number(Object.keys(expected)[0]), "first bar");
      for (const [bar, x] of Object.entries(expected)) {
        const apart = Math.abs(actual[Number(bar)] - x);
        assert.ok(
          apart <= 1e-9 * Math.abs(x) + 1e-11,
          `${output}, bar ${bar}: ${actual[Number(bar)]}, TA-Lib has ${x}`,
        );
      }
    }
  });
}
