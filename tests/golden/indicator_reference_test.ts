/**
 * Every indicator of actors/indicators/mod.ts, twice: against its definition written out over arrays, slow and obvious, and against
 * the laws of a kernel, whatever the indicator. A new indicator is held to the laws as soon as mod.ts exports it, and wants a
 * definition in definitions/, by its category.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import * as indicators from "../../actors/indicators/mod.ts";
import { LockstepError } from "../../engine/error.ts";
import type { IndicatorDefinition } from "../../engine/indicator.ts";
import type { Kernel } from "../../engine/kernel.ts";
import { type Definition, type Params, sum } from "./definitions/arrays.ts";
import { candlestick } from "./definitions/candlestick.ts";
import { cycle } from "./definitions/cycle.ts";
import { momentum } from "./definitions/momentum.ts";
import { overlap } from "./definitions/overlap.ts";
import { price } from "./definitions/price.ts";
import { statistics } from "./definitions/statistics.ts";
import { volatility } from "./definitions/volatility.ts";
import { volume } from "./definitions/volume.ts";

const definitions: Readonly<Record<string, Definition>> = {
  ...candlestick,
  ...cycle,
  ...momentum,
  ...overlap,
  ...price,
  ...statistics,
  ...volatility,
  ...volume,
};

const FIELDS = ["open", "high", "low", "close", "volume"] as const;
const TIMES = ["openTimeMs", "closeTimeMs"] as const;
type Bars = Record<typeof FIELDS[number] | typeof TIMES[number], Float64Array>;

/** Bars are four hours long; the first opens on a Friday a week before the month ends. */
const FIRST_OPEN_MS = Date.UTC(2024, 4, 24, 12), SPAN_MS = 4 * 3_600_000;

/** Stretches of random bars, of bars that stand still, and of gaps in some of the columns; tiny, usual and huge prices. */
function anyBars({ hasGaps }: { hasGaps: boolean }): fc.Arbitrary<Bars> {
  const stretch = fc.record({
    kind: fc.constantFrom(...(hasGaps ? ["walk", "walk", "flat", "gap"] : ["walk", "walk", "flat"])),
    length: fc.integer({ min: 1, max: 90 }),
    gapFields: fc.subarray([...FIELDS], { minLength: 1 }),
  });
  return fc.record({
    price: fc.constantFrom(1e-7, 1, 100, 1e6),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    stretches: fc.array(stretch, { maxLength: 6 }),
  }).map(({ price, seed, stretches }) => {
    const length = sum(stretches.map((each) => each.length)), tick = price / 2000;
    const bars = Object.fromEntries(
      [...FIELDS, ...TIMES].map((field) => [field, new Float64Array(length)]),
    ) as Bars;
    const recipe = JSON.stringify({ price, seed, stretches });
    Object.defineProperty(bars, fc.toStringMethod, { value: () => recipe }); // what a failing test prints
    const random = randomNumbers(seed);
    let close = price, i = 0;
    for (const { kind, length, gapFields } of stretches) {
      for (const end = i + length; i < end; i++) {
        const isFlat = kind === "flat", open = close;
        if (!isFlat) close = Math.max(10, Math.round(close / tick + (random() - 0.5) * 40)) * tick;
        bars.openTimeMs[i] = FIRST_OPEN_MS + i * SPAN_MS;
        bars.closeTimeMs[i] = FIRST_OPEN_MS + (i + 1) * SPAN_MS;
        bars.open[i] = open;
        bars.close[i] = close;
        bars.high[i] = Math.max(open, close) + (isFlat ? 0 : Math.floor(random() * 8) * tick);
        bars.low[i] = Math.min(open, close) - (isFlat ? 0 : Math.floor(random() * 8) * tick);
        bars.volume[i] = isFlat ? 0 : Math.floor(random() * 1e6);
        if (kind === "gap") { for (const field of gapFields) bars[field][i] = NaN; }
      }
    }
    return bars;
  });
}

/** Numbers in [0, 1) from a seed (xorshift32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Parameters within the schema, whole numbers and others up to 60, that the indicator's kernel takes. */
function anyParams(definition: IndicatorDefinition): fc.Arbitrary<Params> {
  type Property = {
    type: string;
    minimum?: number;
    exclusiveMinimum?: number;
    maximum?: number;
    default?: number | string;
    enum?: string[];
  };
  const { properties = {} } = z.toJSONSchema(definition.params) as { properties?: Record<string, Property> };
  const values = Object.entries(properties).map(([name, property]) => {
    const { type, minimum, exclusiveMinimum, maximum = Infinity } = property;
    if (property.enum !== undefined) return [name, fc.constantFrom(...property.enum)];
    assert.ok(
      type === "integer" || type === "number",
      `${definition.name}.${name} is neither a whole nor a real number, nor one of several words`,
    );
    const max = Math.min(maximum, 60);
    const value = type === "integer"
      ? fc.integer({ min: minimum ?? exclusiveMinimum! + 1, max })
      : fc.double({ min: minimum ?? exclusiveMinimum, minExcluded: minimum === undefined, max, noNaN: true });
    return [name, property.default === undefined ? value : fc.oneof(fc.constant(property.default), value)];
  });
  return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<number>>).filter((params) => {
    try {
      definition.kernel(params);
      return true;
    } catch (error) {
      if (error instanceof LockstepError) return false;
      throw error;
    }
  });
}

function inputsOf(definition: IndicatorDefinition, bars: Bars): Float64Array[] {
  return definition.inputs.map((input) =>
    bars[(input === "source" ? "close" : input === "other" ? "open" : input) as keyof Bars]
  );
}

/** Runs bars from…to−1 of a kernel over columns that hold nothing true outside of them; outputs must stay untouched there. */
function runBlindly(
  kernel: Kernel,
  inputs: Float64Array[],
  outputs: Float64Array[],
  from: number,
  to: number,
): void {
  const POISON = 123.456;
  const seen = inputs.map((input) => {
    const column = new Float64Array(input.length).fill(POISON);
    column.set(input.subarray(from, to), from);
    return column;
  });
  const written = outputs.map((output) => new Float64Array(output.length).fill(POISON));
  const before = seen.map((column) => column.slice());
  kernel.run(seen, written, from, to);
  assertSame(seen, before, "inputs were written to");
  written.forEach((column, k) => {
    outputs[k].set(column.subarray(from, to), from);
    column.fill(POISON, from, to);
    assert.ok(column.every((x) => x === POISON), "written outside of the stretch");
  });
}

function runWhole(definition: IndicatorDefinition, params: Params, inputs: Float64Array[]): Float64Array[] {
  const length = inputs[0].length, outputs = definition.outputs.map(() => new Float64Array(length));
  definition.kernel(params).run(inputs, outputs, 0, length);
  return outputs;
}

/** The same to the last bit, NaN included. */
function assertSame(actual: Float64Array[], expected: Float64Array[], what: string): void {
  actual.forEach((column, k) => {
    const i = column.findIndex((x, i) => !Object.is(x, expected[k][i]));
    assert.ok(i === -1, `${what}: column ${k}, bar ${i}: ${column[i]} instead of ${expected[k][i]}`);
  });
}

/** 1e-9 relative, and what rounding (1e-12 of the greatest number in play) does to a difference of nearly equal ones. */
function assertClose(actual: number, expected: number, max: number, where: string): void {
  const isClose = Number.isNaN(expected)
    ? Number.isNaN(actual)
    : Math.abs(actual - expected) <= 1e-9 * Math.abs(expected) + 1e-12 * max;
  assert.ok(isClose, `${where}: ${actual} instead of ${expected}`);
}

/** Cuts of a run of `length` bars: always 0 and `length`, and some between. */
function cutsOf(length: number, fractions: number[]): number[] {
  return [...new Set([0, ...fractions.map((x) => Math.floor(x * length)), length])].sort((a, b) => a - b);
}

/**
 * Cases of each test and indicator. Every day the same ones: where a definition jumps (an angle, the side of a tie), rounding decides at the
 * edge, and a case that falls there says nothing. `LOCKSTEP_INDICATOR_CASES` asks for so many others.
 */
const CASES = Deno.env.get("LOCKSTEP_INDICATOR_CASES");
const RUNS = CASES === undefined ? { numRuns: 20, seed: 20_261_125 } : { numRuns: Number(CASES) };

const someFractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

for (const { definition } of Object.values(indicators) as unknown as { definition: IndicatorDefinition }[]) {
  const { name } = definition;

  Deno.test(`${name} is what its definition says`, () => {
    const reference = definitions[name];
    assert.ok(reference, `${name} has no definition in tests/golden/definitions: write one`);
    fc.assert(
      fc.property(anyBars({ hasGaps: true }), anyParams(definition), (bars, params) => {
        const inputs = inputsOf(definition, bars);
        const complete = [...inputs[0].keys()].filter((i) =>
          inputs.every((column) => !Number.isNaN(column[i]))
        );
        const expected = reference(inputs.map((column) => complete.map((i) => column[i])), params);
        const columns = inputs.filter((_, k) => !(TIMES as readonly string[]).includes(definition.inputs[k]));
        const inputMax = Math.max(
          ...columns.map((column) => Math.max(0, ...complete.map((i) => Math.abs(column[i])))),
        );
        runWhole(definition, params, inputs).forEach((output, k) => {
          const values = new Array(output.length).fill(NaN);
          complete.forEach((i, j) => values[i] = expected[k][j]);
          // A share or a percentage is rounded as the numbers are that it is made of: to parts of 1 or of its own greatest, not of a price.
          const ownMax = definition.scale === "source"
            ? 0
            : values.reduce((max, x) => Math.max(max, Math.abs(x) || 0), 1);
          const max = Math.max(inputMax, ownMax);
          output.forEach((x, i) => assertClose(x, values[i], max, `${definition.outputs[k]}, bar ${i}`));
        });
      }),
      RUNS,
    );
  });

  Deno.test(`${name} has its first value after warmupBars bars, in every output, and then at every bar`, () => {
    fc.assert(
      fc.property(anyBars({ hasGaps: false }), anyParams(definition), (bars, params) => {
        const outputs = runWhole(definition, params, inputsOf(definition, bars));
        let warmupBars = definition.warmupBars(params);
        if (TIMES.some((field) => definition.inputs.includes(field))) { // no number of bars says when a session closes
          warmupBars = Math.max(warmupBars, outputs[0].findLastIndex((x) => Number.isNaN(x)) + 1);
        }
        for (const output of outputs) {
          output.forEach((x, i) =>
            assert.equal(Number.isNaN(x), i < warmupBars, `bar ${i} of ${warmupBars} is ${x}`)
          );
        }
      }),
      RUNS,
    );
  });

  Deno.test(`${name} is the same to the bit however a run is cut, and reads and writes nothing outside of a cut`, () => {
    fc.assert(
      fc.property(
        anyBars({ hasGaps: true }),
        anyParams(definition),
        someFractions,
        (bars, params, fractions) => {
          const inputs = inputsOf(definition, bars),
            length = inputs[0].length,
            cuts = cutsOf(length, fractions);
          const kernel = definition.kernel(params),
            outputs = definition.outputs.map(() => new Float64Array(length));
          for (let j = 1; j < cuts.length; j++) runBlindly(kernel, inputs, outputs, cuts[j - 1], cuts[j]);
          assertSame(outputs, runWhole(definition, params, inputs), "cut run");
        },
      ),
      RUNS,
    );
  });

  Deno.test(`${name} goes on from a snapshot as if nothing had been`, () => {
    fc.assert(
      fc.property(
        anyBars({ hasGaps: true }),
        anyParams(definition),
        someFractions,
        (bars, params, fractions) => {
          const inputs = inputsOf(definition, bars),
            length = inputs[0].length,
            cuts = cutsOf(length, fractions);
          const outputs = definition.outputs.map(() => new Float64Array(length));
          let kernel = definition.kernel(params);
          for (let j = 1; j < cuts.length; j++) {
            kernel.run(inputs, outputs, cuts[j - 1], cuts[j]);
            const stored = JSON.stringify(kernel.snapshot());
            kernel = definition.kernel(params);
            kernel.restore(JSON.parse(stored));
            assert.equal(JSON.stringify(kernel.snapshot()), stored);
          }
          assertSame(outputs, runWhole(definition, params, inputs), "restored run");
        },
      ),
      RUNS,
    );
  });

  Deno.test(`${name} gives NaN and keeps its state where any input is NaN`, () => {
    fc.assert(
      fc.property(anyBars({ hasGaps: false }), anyParams(definition), (bars, params) => {
        const inputs = inputsOf(definition, bars), length = inputs[0].length;
        const kernel = definition.kernel(params),
          outputs = definition.outputs.map(() => new Float64Array(length));
        kernel.run(inputs, outputs, 0, length);
        const before = JSON.stringify(kernel.snapshot());
        inputs.forEach((_, gap) => {
          const bar = inputs.map((_, k) => Float64Array.of(k === gap ? NaN : 1));
          const values = definition.outputs.map(() => new Float64Array(1));
          kernel.run(bar, values, 0, 1);
          assert.ok(
            values.every(([x]) => Number.isNaN(x)),
            `a value where ${definition.inputs[gap]} has none`,
          );
          assert.equal(JSON.stringify(kernel.snapshot()), before);
        });
      }),
      RUNS,
    );
  });
}

Deno.test("a flat window has deviation 0, bands of no width and an RSI that no rounding disturbs", () => {
  const { bollinger, rsi, standardDeviation } = indicators;
  for (const price of [1e-7, 0.1, 1 / 3, 1e6]) {
    const moving = Array.from({ length: 50 }, (_, i) => price * (1 + Math.sin(i) / 10));
    const source = [Float64Array.of(...moving, ...new Array(50).fill(price))];
    const [deviation] = runWhole(standardDeviation.definition, { length: 20, deviations: 1 }, source);
    const [upper, middle, lower] = runWhole(bollinger.definition, { length: 20, deviations: 2 }, source);
    for (let i = 69; i < 100; i++) {
      assert.deepEqual(
        [deviation[i], upper[i], middle[i], lower[i]],
        [0, price, price, price],
        `bar ${i} at ${price}`,
      );
    }
    const [flatRsi] = runWhole(rsi.definition, { length: 14 }, [new Float64Array(40).fill(price)]);
    assert.ok(flatRsi.subarray(14).every((x) => x === 0));
  }
});

Deno.test("MACD refuses a fast length that is not below the slow one", () => {
  for (const [fast, slow] of [[26, 26], [30, 26]]) {
    assert.throws(
      () => indicators.macd.definition.kernel({ fast, slow, signal: 9 }),
      new LockstepError(`macd: fast ${fast} must be less than slow ${slow}.`),
    );
  }
});

Deno.test("windows do not drift over two million bars", () => {
  const {
    bollinger,
    kurtosis,
    linearRegression,
    median,
    skewness,
    sma,
    standardDeviation,
    sum,
    variance,
    wma,
  } = indicators;
  const length = 50, barCount = 2_000_003, random = randomNumbers(7);
  const source = new Float64Array(barCount);
  for (let i = 0, price = 30_000; i < barCount; i++) source[i] = price *= 1 + (random() - 0.5) * 0.002;
  const last = [...source.subarray(barCount - length)];
  const plain = [sma, wma, standardDeviation, variance, skewness, kurtosis, sum, linearRegression, median];
  const cases = [...plain.map((each) => [each, "value"] as const), [bollinger, "upper"] as const];
  for (const [{ definition }, output] of cases) {
    const { name, outputs } = definition as unknown as IndicatorDefinition,
      params = { length, deviations: 2 },
      k = outputs.indexOf(output);
    const actual = runWhole(definition as unknown as IndicatorDefinition, params, [source])[k][barCount - 1];
    const expected = definitions[name]([last], params)[k][length - 1];
    assert.ok(Math.abs(actual / expected - 1) <= 1e-9, `${name}: ${actual} instead of ${expected}`);
  }
});
