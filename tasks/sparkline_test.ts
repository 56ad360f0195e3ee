import assert from "node:assert/strict";
import { sparkline } from "./sparkline.ts";

Deno.test("a sparkline goes from the lowest block to the highest, the last value of each stretch in its place", () => {
  const cases: readonly [values: readonly number[], width: number, line: string][] = [
    [[], 10, ""],
    [[5], 10, "▁"],
    [[5, 5, 5], 10, "▁▁▁"],
    [[0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"],
    [[0, 1, 2, 3, 4, 5, 6, 7], 4, "▁▃▆█"],
    [[3, 1, 2], 10, "█▁▅"],
    [[1, 2], 0, ""],
  ];
  for (const [values, width, line] of cases) assert.equal(sparkline(values, width), line, String(values));
});
