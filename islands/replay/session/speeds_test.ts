import assert from "node:assert/strict";
import { neighbourSpeed, parseSpeed, SPEEDS, speedText } from "./speeds.ts";

Deno.test("each speed leads to the next and back, and the ends stay", () => {
  for (let k = 1; k < SPEEDS.length; k++) {
    assert.equal(neighbourSpeed(SPEEDS[k - 1], 1), SPEEDS[k]);
    assert.equal(neighbourSpeed(SPEEDS[k], -1), SPEEDS[k - 1]);
  }
  assert.deepEqual([neighbourSpeed("max", 1), neighbourSpeed(1, -1)], ["max", 1]);
});

Deno.test("a speed that isn't in the list goes to its neighbours", () => {
  assert.deepEqual([neighbourSpeed(100, 1), neighbourSpeed(100, -1)], [256, 64]);
});

Deno.test("speeds are short, and are read as they stand in addresses", () => {
  assert.deepEqual(SPEEDS.map(speedText), ["1×", "4×", "16×", "64×", "256×", "1k×", "10k×", "max"]);
  for (const speed of SPEEDS) assert.equal(parseSpeed(String(speed)), speed);
});
