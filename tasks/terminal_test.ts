import assert from "node:assert/strict";
import { progress, stdout, type Terminal } from "./terminal.ts";

function pretend(isInteractive: boolean, width = 80): Terminal & { writes: string[] } {
  const writes: string[] = [];
  return { width, hasColour: false, isInteractive, write: (text) => void writes.push(text), writes };
}

Deno.test("progress is drawn at most ten times a second, and taken away", () => {
  const terminal = pretend(true);
  let nowMs = 0;
  const bar = progress("Reading", { total: 10_000_000, unit: "bars", terminal, nowMs: () => nowMs });
  bar.update(0);
  nowMs = 50;
  bar.update(1_000_000);
  nowMs = 100;
  bar.update(4_800_000);
  nowMs = 200;
  bar.update(10_000_001);
  bar.end();
  bar.end();
  assert.deepEqual(terminal.writes, [
    `\r\x1b[KReading ${"─".repeat(30)}   0 % · 0 bars`,
    `\r\x1b[KReading ${"━".repeat(14)}${"─".repeat(16)}  48 % · 4,800,000 bars`,
    `\r\x1b[KReading ${"━".repeat(30)} 100 % · 10,000,001 bars`,
    "\r\x1b[K",
  ]);
});

Deno.test("progress without a total counts; a narrow terminal is not overrun; nobody looking, nothing drawn", () => {
  const cases: [total: number | undefined, width: number, expected: string][] = [
    [undefined, 80, "Reading 5,000 bars"],
    [0, 80, "Reading 5,000 bars"],
    [10_000, 45, `Reading ${"━".repeat(9)}${"─".repeat(8)}  50 % · 5,000 bars`],
    [10_000, 30, "Reading  50 % · 5,000 bars"],
    [10_000, 12, "Reading  50"],
  ];
  for (const [total, width, expected] of cases) {
    const terminal = pretend(true, width);
    progress("Reading", { total, unit: "bars", terminal }).update(5000);
    assert.equal(terminal.writes[0], `\r\x1b[K${expected}`);
    assert(expected.length < width);
  }
  const nobody = pretend(false);
  const bar = progress("Reading", { total: 1, unit: "bars", terminal: nobody });
  bar.update(1);
  bar.end();
  assert.deepEqual(nobody.writes, []);
});

Deno.test({
  name: "the terminal can be asked and written to without a permission",
  permissions: "none",
  fn: () => {
    assert(stdout.width > 0);
    stdout.write("");
  },
});
