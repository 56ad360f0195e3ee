/**
 * TA-Lib's own figures of all 61 candlestick patterns against ours, at every bar, the first one with a value included:
 * figures/talib_candlesticks.json (TA-Lib, BSD-3-Clause), whose bars lie on a grid of 0.01, so that many a body is as long as an average
 * but for rounding, and hold every pattern, each way it can go, at least twice.
 */
import assert from "node:assert/strict";
import * as patterns from "../../actors/indicators/candlesticks/mod.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import golden from "./figures/talib_candlesticks.json" with { type: "json" };

/** Of one function, with its parameter where it has one: the bars at which it gives what, 0 at all others. */
interface Figures {
  readonly function: string;
  readonly penetration?: number;
  readonly lookback: number;
  readonly values: Readonly<Record<string, string>>;
}

const numbers = (column: string) => column.split(" ").map(Number);
const figures: readonly Figures[] = golden.figures as never;
const inputs = [golden.open, golden.high, golden.low, golden.close].map((prices) =>
  Float64Array.from(numbers(prices), (price) => price / 100)
);
const definitions = new Map(
  (Object.values(patterns) as unknown as { definition: IndicatorDefinition }[]).map(({ definition }) =>
    [definition.reference?.match(/TA_(CDL\w+)/)?.[1], definition] as const
  ),
);

Deno.test("every candlestick pattern of TA-Lib is one of ours", () => {
  assert.equal(definitions.size, 61);
  assert.deepEqual([...definitions.keys()].sort(), [...new Set(figures.map((each) => each.function))].sort());
});

for (const { function: name, penetration, lookback, values } of figures) {
  Deno.test(`TA-Lib ${name}${penetration === undefined ? "" : ` at penetration ${penetration}`}`, () => {
    const definition = definitions.get(name)!, length = inputs[0].length, actual = new Float64Array(length);
    const params = penetration === undefined ? {} : { penetration };
    definition.kernel(params).run(inputs, [actual], 0, length);
    const expected = new Float64Array(length).fill(NaN, 0, lookback);
    for (const [value, bars] of Object.entries(values)) {
      for (const bar of numbers(bars)) expected[bar] = Number(value);
    }
    assert.equal(definition.warmupBars(params), lookback);
    assert.deepEqual([...actual], [...expected]);
  });
}

/** ta-lib-python's own case (tests/test_func.py, BSD-2-Clause), whose first bars are all the same. */
Deno.test("ta-lib-python CDL3BLACKCROWS", () => {
  const same = (value: number, ...rest: number[]) => Float64Array.of(...new Array(14).fill(value), ...rest);
  const bars = [
    same(39, 40.32, 40.51, 38.09, 35, 27.66, 30.8),
    same(40.84, 41.69, 40.84, 38.12, 35.5, 31.74, 32.51),
    same(35.8, 39.26, 36.73, 33.37, 30.03, 27.03, 28.31),
    same(40.29, 40.46, 37.08, 33.37, 30.03, 31.46, 28.31),
  ];
  const actual = new Float64Array(20);
  patterns.threeBlackCrows.definition.kernel({}).run(bars, [actual], 0, 20);
  assert.deepEqual([...actual.subarray(13)], [0, 0, 0, 0, -100, 0, 0]);
});
