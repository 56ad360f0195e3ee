import assert from "node:assert/strict";
import fc from "fast-check";
import { EditedSeries } from "./edited_series.ts";
import { ListedSeries } from "./listed_series.ts";
import { tradesBetween } from "./market.ts";

type Plain = [timeMs: number, price: number, quantity: number];

const listed = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 9 })), {
  maxLength: 40,
})
  .map((trades) => trades.sort(([a], [b]) => a - b).map(([at, price]) => [at, price, 1] as const));
const edit = fc.tuple(
  fc.boolean(),
  fc.integer({ min: 0, max: 900 }),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 5 }),
);

Deno.test("what is still to come can be taken out and put in: numbers go on without a gap, and times never back", () => {
  fc.assert(fc.property(listed, fc.array(edit, { maxLength: 4 }), (trades, edits) => {
    const series = new EditedSeries(new ListedSeries("X", 0, trades));
    let plain: Plain[] = trades.map((trade) => [...trade]), editedToMs = -Infinity;
    for (const [isCut, wantedMs, spanMs, count] of edits) {
      const fromMs = Math.max(wantedMs, editedToMs), toMs = wantedMs + spanMs;
      if (isCut) {
        series.cut(wantedMs, toMs);
        if (fromMs >= toMs) continue;
        plain = plain.filter(([timeMs]) => timeMs < fromMs || timeMs >= toMs);
        editedToMs = toMs;
      } else {
        series.burst(wantedMs, toMs, count);
        const endMs = Math.max(fromMs + 1, toMs);
        const put = Array.from(
          { length: count },
          (_, i): Plain => [fromMs + Math.floor((endMs - fromMs) * i / count), NaN, 1e-8],
        );
        plain = [...plain, ...put].sort(([a], [b]) => a - b);
        editedToMs = endMs;
      }
    }
    const told = tradesBetween(series, 1, series.endId);
    assert.deepEqual(told.map(({ id }) => id), plain.map((_, i) => i + 1));
    assert.deepEqual(
      told.map(({ timeMs, quantity }) => [timeMs, quantity]),
      plain.map(([timeMs, , quantity]) => [timeMs, quantity]),
    );
    for (let timeMs = -1; timeMs < 1_300; timeMs += 13) {
      const at = plain.findIndex(([each]) => each >= timeMs);
      assert.equal(series.idAt(timeMs), (at < 0 ? plain.length : at) + 1);
    }
  }));
});

Deno.test("a burst is traded at the last price", () => {
  const series = new EditedSeries(new ListedSeries("X", 0, [[0, 5, 1], [150, 7, 2]]));
  series.burst(100, 200, 4);
  assert.deepEqual(
    tradesBetween(series, 1, 99).map(({ timeMs, price, quantity }) => [timeMs, price, quantity]),
    [[0, 5, 1], [100, 5, 1e-8], [125, 5, 1e-8], [150, 7, 2], [150, 7, 1e-8], [175, 7, 1e-8]],
  );
});
