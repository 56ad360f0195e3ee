/**
 * vectorbt's figures of the volume, volatility and statistics indicators that it knows (tests/test_indicators.py, figures alone),
 * as rounded there. They are not part of the repository: vectorbt.json is looked for in ../shared/golden beside it, and tests without
 * it are ignored. Exponential deviations have no counterpart here.
 */
import assert from "node:assert/strict";
import { bollingerWidth, obv, percentB, standardDeviation } from "../../actors/indicators/mod.ts";
import type { IndicatorSpec } from "../../engine/indicator.ts";

type Rows = (number | "NaN")[][];
type VectorbtFile = {
  fixtures: { indicator_close: number[]; indicator_volume: number[] };
  indicators: Record<string, { expr: string; expected: Rows | number[] }[]>;
};

const golden = readGolden();

/** Windows of plain deviations, with the columns of MSTD and of BBANDS that are theirs. */
const WINDOWS = [{ length: 2, mstd: 0, bbands: [0, 1] }, { length: 3, mstd: 2, bbands: [4, 5] }];

goldenTest("vectorbt OBV", () => assertColumn(obv(), golden!.indicators.test_OBV[0].expected as number[]));

for (const { length, mstd, bbands } of WINDOWS) {
  goldenTest(`vectorbt MSTD, window ${length}`, () => {
    assertColumn(standardDeviation(length), column(golden!.indicators.test_MSTD[0].expected as Rows, mstd));
  });
  bbands.forEach((k, n) => {
    const deviations = [2, 3][n];
    goldenTest(`vectorbt BBANDS, window ${length}, alpha ${deviations}`, () => {
      const of = (name: string) =>
        column(
          golden!.indicators.test_BBANDS.find(({ expr }) => expr.endsWith(`.${name}`))!.expected as Rows,
          k,
        );
      assertColumn(percentB(length, deviations), of("percent_b"));
      assertColumn(bollingerWidth(length, deviations), of("bandwidth"));
    });
  });
}

const column = (rows: Rows, k: number) => rows.map((row) => Number(row[k]));

function assertColumn({ definition, params }: IndicatorSpec, expected: number[]): void {
  const { indicator_close: close, indicator_volume: volume } = golden!.fixtures;
  const inputs = definition.inputs.map((input) => Float64Array.from(input === "volume" ? volume : close));
  const output = new Float64Array(close.length);
  definition.kernel(params).run(inputs, [output], 0, output.length);
  expected.forEach((x, i) => {
    const isClose = Number.isNaN(x) ? Number.isNaN(output[i]) : Math.abs(output[i] - x) <= 0.5001e-8;
    assert.ok(isClose, `bar ${i}: ${output[i]}, vectorbt has ${x}`);
  });
}

function readGolden(): VectorbtFile | undefined {
  try {
    return JSON.parse(
      Deno.readTextFileSync(new URL("../../../shared/golden/vectorbt.json", import.meta.url)),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function goldenTest(name: string, fn: () => void): void {
  const reason = " (ignored: ../shared/golden/vectorbt.json is absent)";
  Deno.test({ name: golden === undefined ? name + reason : name, ignore: golden === undefined, fn });
}
