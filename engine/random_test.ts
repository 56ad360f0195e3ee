import assert from "node:assert/strict";
import { Random } from "./random.ts";

const draw = (random: Random, count: number, how: "uniform" | "normal" | "bits") =>
  Array.from({ length: count }, () => random[how]());

Deno.test("one seed, one row of numbers; another seed, another", () => {
  assert.deepEqual(draw(new Random(7), 100, "uniform"), draw(new Random(7), 100, "uniform"));
  const firsts = new Set(Array.from({ length: 10_000 }, (_, seed) => new Random(seed).bits()));
  assert(firsts.size > 9_990);
  assert.notEqual(new Random(7).bits(), new Random(7 + 2 ** 32).bits());
  assert.notEqual(new Random(-1).bits(), new Random(1).bits());
  for (const seed of [NaN, 0.5, Infinity, 2 ** 53]) assert.throws(() => new Random(seed), RangeError);
});

/** Written down once: a change of these changes every synthetic market, every study and every simulated fault. */
Deno.test("the numbers of a seed never change", () => {
  assert.deepEqual(draw(new Random(7), 4, "bits"), [1953209201, 274027627, 1787915724, 1567175990]);
  assert.deepEqual(draw(new Random(7), 2, "normal"), [-1.2245607437331678, -2.2664469657713715]);
});

Deno.test("a snapshot, through JSON, goes on where it was taken", () => {
  for (let taken = 0; taken < 6; taken++) { // odd counts leave half a pair of normal numbers behind
    const random = new Random(taken);
    draw(random, taken, "normal");
    const snapshot = JSON.parse(JSON.stringify(random.snapshot()));
    const expected = draw(random, 20, "normal");
    const other = new Random(99);
    other.normal();
    other.restore(snapshot);
    assert.deepEqual(draw(other, 20, "normal"), expected);
  }
});

Deno.test("distributions are what they are called", () => {
  const count = 200_000;
  const uniform = draw(new Random(1), count, "uniform");
  assert(uniform.every((x) => x >= 0 && x < 1));
  near(moment(uniform, 1), 0.5, 0.003);
  near(moment(uniform, 2), 1 / 3, 0.003);
  const tenths = new Array(10).fill(0);
  for (const x of uniform) tenths[Math.floor(x * 10)]++;
  // Chi-squared with 9 degrees of freedom: above 27.9 once in 1,000 seeds.
  assert(tenths.reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0) < 27.9);

  const normal = draw(new Random(2), count, "normal");
  near(moment(normal, 1), 0, 0.01);
  near(moment(normal, 2), 1, 0.015);
  near(moment(normal, 3), 0, 0.04);
  near(moment(normal, 4), 3, 0.1);
  near(normal.filter((x) => Math.abs(x) < 1.959964).length / count, 0.95, 0.003);

  const random = new Random(3);
  const dice = new Array(7).fill(0);
  for (let i = 0; i < 60_000; i++) dice[random.integer(1, 6)]++;
  assert.equal(dice[0], 0);
  for (const n of dice.slice(1)) near(n, 10_000, 400);
  assert.equal(random.integer(5, 5), 5);
  assert(random.integer(0, 2 ** 32 - 1) < 2 ** 32);
  for (const [low, high] of [[1, 0], [0, 2 ** 32], [0.5, 1], [0, NaN]]) {
    assert.throws(() => random.integer(low, high), RangeError);
  }
});

function moment(numbers: readonly number[], power: number): number {
  return numbers.reduce((sum, x) => sum + x ** power, 0) / numbers.length;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}
