import assert from "node:assert/strict";
import {
  deflatedSharpe,
  expectedBestSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
} from "./sharpe_confidence.ts";

function near(actual: number, expected: number, digits: number): void {
  assert.ok(Math.abs(actual - expected) <= 0.51 * 10 ** -digits, `${actual}, not ${expected}`);
}

// The figures are those that the papers print.
Deno.test("the example of Bailey and López de Prado (2014): 100 trials, five years of days, 2.5 a year", () => {
  const variance = 0.5 / 250,
    measured = { sharpe: 2.5 / Math.sqrt(250), count: 1_250, skew: -3, kurtosis: 7 };
  near(expectedBestSharpe(100, variance), 0.1132, 4);
  near(deflatedSharpe(measured, 100, variance), 0.9004, 4);
});

Deno.test("the example of Bailey and López de Prado (2012): a ratio of 2 a year is above 1 after 2.73 years of days", () => {
  const normal = { count: 0, skew: 0, kurtosis: 0 };
  for (const [periods, years] of [[252, 2.73], [52, 2.83], [12, 3.24]]) {
    const record = minimumTrackRecord(
      { ...normal, sharpe: 2 / Math.sqrt(periods) },
      0.95,
      1 / Math.sqrt(periods),
    );
    near(record / periods, years, 2);
  }
});

Deno.test("one trial is no selection; a ratio at the reference is as likely above it as below", () => {
  const measured = { sharpe: 0.1, count: 100, skew: 0.3, kurtosis: 1 };
  assert.equal(expectedBestSharpe(1, 0.5), 0);
  assert.equal(deflatedSharpe(measured, 1, 0.5), probabilisticSharpe(measured));
  assert.equal(probabilisticSharpe(measured, 0.1), 0.5);
  assert.ok(Number.isNaN(minimumTrackRecord({ ...measured, sharpe: -0.1 }, 0.95)));
});
