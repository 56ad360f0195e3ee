import assert from "node:assert/strict";
import { TimelineColumns } from "./timeline_columns.ts";

Deno.test("the peak before a step is the highest of the points that end before it", () => {
  const timeline = new TimelineColumns();
  const columns = [[9, 19, 29], [1, 2, 3], [100, 110, 90], [99, 95, 80], [105, 130, 120], [0, 0, 0]].map((
    values,
  ) => Float64Array.from(values));
  timeline.apply({ length: 3 }, columns);
  assert.deepEqual([0, 10, 20, 100].map((step) => timeline.peakBefore(step)), [-Infinity, 105, 130, 130]);
});
