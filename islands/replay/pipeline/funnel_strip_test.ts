import assert from "node:assert/strict";
import { countText } from "./funnel_strip.tsx";

Deno.test("counts of the funnel stay short, however long the run", () => {
  assert.deepEqual(
    [0, 9_999, 10_000, 46_421, 99_949, 99_950, 700_000, 999_499, 999_989, 1_000_000].map(countText),
    ["0", "9,999", "10.0 k", "46.4 k", "99.9 k", "100 k", "700 k", "999 k", "1.00 M", "1.00 M"],
  );
});
