import assert from "node:assert/strict";
import { Timeframe } from "../../engine/timeframe.ts";
import { ListedSeries } from "./listed_series.ts";
import { type BarsWanted, tradeBars } from "./trade_bar.ts";

const MINUTE = Timeframe.parse("1m");
const SERIES = new ListedSeries("X", 600_000, [[500, 5, 1], [700, 9, -2], [59_999, 4, 0.1], [
  180_000,
  6,
  0.2,
]]);

const bars = (wanted: Partial<BarsWanted>) =>
  tradeBars(SERIES, MINUTE, {
    fromMs: 0,
    toMs: Infinity,
    nowMs: 900_000,
    limit: 100,
    hasEmpty: false,
    ...wanted,
  });

Deno.test("a bar sums its trades up", () => {
  assert.deepEqual(bars({ limit: 1 }), [{
    openTimeMs: 600_000,
    closeTimeMs: 660_000,
    open: 5,
    high: 9,
    low: 4,
    close: 4,
    volume: 3.1,
    takerBuyVolume: 1.1,
    notional: 23.4,
    takerBuyNotional: 5.4,
    count: 3,
    firstId: 1,
    lastId: 3,
  }]);
});

Deno.test("bars within a span, with or without those in which nothing was traded", () => {
  const rows = (wanted: Partial<BarsWanted>) =>
    bars(wanted).map((bar) => [bar.openTimeMs / 60_000, bar.close, bar.count]);
  const cases: [Partial<BarsWanted>, number[][]][] = [
    [{}, [[10, 4, 3], [13, 6, 1]]],
    [{ hasEmpty: true }, [[10, 4, 3], [11, 4, 0], [12, 4, 0], [13, 6, 1], [14, 6, 0], [15, 6, 0]]],
    [{ hasEmpty: true, limit: 2 }, [[10, 4, 3], [11, 4, 0]]],
    [{ hasEmpty: true, fromMs: 600_001, toMs: 720_000 }, [[11, 4, 0]]],
    [{ nowMs: 600_700 }, [[10, 9, 2]]],
    [{ nowMs: 600_699 }, [[10, 5, 1]]],
    [{ nowMs: 599_999 }, []],
    [{ fromMs: 900_001, hasEmpty: true }, []],
  ];
  for (const [wanted, want] of cases) assert.deepEqual(rows(wanted), want, JSON.stringify(wanted));
});
