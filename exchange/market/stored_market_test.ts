import assert from "node:assert/strict";
import fc from "fast-check";
import { Bars } from "../../engine/bars.ts";
import { readCsvBars } from "../../engine/data/csv_bars.ts";
import { syntheticBars } from "../../engine/data/synthetic_bars.ts";
import { tradesBetween, type TradeSeries } from "./market.ts";
import { StoredMarket } from "./stored_market.ts";

const SAMPLES = new URL("../../samples/", import.meta.url).pathname;
const MINUTE_MS = 60_000;

type Row = readonly [open: number, high: number, low: number, close: number, volume: number];

function barsOf(rows: readonly Row[]): Bars {
  const bars = Bars.allocate(rows.length);
  rows.forEach(([open, high, low, close, volume], i) => {
    bars.openTimeMs[i] = i * MINUTE_MS;
    bars.closeTimeMs[i] = (i + 1) * MINUTE_MS;
    [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]] = [
      open,
      high,
      low,
      close,
      volume,
    ];
  });
  return bars;
}

/** Builds each bar from the trades that fall into it, and says how many these were. */
function rebuilt(series: TradeSeries, bars: Bars): { bars: Bars; counts: number[] } {
  const built = Bars.allocate(bars.length), counts = new Array(bars.length).fill(0);
  built.openTimeMs.set(bars.openTimeMs);
  built.closeTimeMs.set(bars.closeTimeMs);
  const units = new Array(bars.length).fill(0);
  let bar = 0, previousMs = -Infinity, id = series.firstId;
  for (const trade of tradesBetween(series, series.firstId, series.endId)) {
    assert.equal(trade.id, id++);
    assert.ok(
      Number.isInteger(trade.timeMs) && trade.timeMs >= previousMs,
      `trade ${trade.id} goes back in time`,
    );
    assert.ok(trade.quantity > 0 && trade.price > 0 && Math.abs(trade.takerSide) === 1);
    previousMs = trade.timeMs;
    while (trade.timeMs >= bars.closeTimeMs[bar]) bar++;
    assert.ok(trade.timeMs >= bars.openTimeMs[bar]);
    if (counts[bar]++ === 0) {
      assert.equal(trade.timeMs, bars.openTimeMs[bar], "the open is traded as the bar opens");
      built.open[bar] = built.high[bar] = built.low[bar] = trade.price;
    }
    built.high[bar] = Math.max(built.high[bar], trade.price);
    built.low[bar] = Math.min(built.low[bar], trade.price);
    built.close[bar] = trade.price;
    built.volume[bar] = (units[bar] += Math.round(trade.quantity * 1e8)) / 1e8;
  }
  return { bars: built, counts };
}

const price = fc.integer({ min: 1, max: 99_999_999 }).map((ticks) => ticks / 10_000);
/** Up to eight decimals, below 9e7; or whole, up to 2.3e10. */
const volume = fc.oneof(
  fc.bigInt({ min: 10n, max: 8_999_999_999_999_999n }).map((units) => Number(`${units}e-8`)),
  fc.integer({ min: 4, max: 100_000 }),
  fc.double({ min: 4, max: 2.3e10, noNaN: true }).map(Math.floor),
);
const row = fc.tuple(price, price, price, price, volume).map(([a, b, c, d, v]): Row => [
  b,
  Math.max(a, b, c, d),
  Math.min(a, b, c, d),
  c,
  v,
]);

Deno.test("bars become trades from which the same bars are built again, to the last bit", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.integer(), (rows, seed) => {
      const bars = barsOf(rows);
      const { bars: built, counts } = rebuilt(
        new StoredMarket([{ symbol: "X", bars }], seed).series[0],
        bars,
      );
      assert.deepEqual(built, bars);
      counts.forEach((count, i) =>
        assert.ok(count >= (rows[i][1] === rows[i][2] ? 1 : 4), `bar ${i}: ${count} trades`)
      );
    }),
    { numRuns: 300 },
  );
});

Deno.test("samples and synthetic bars are built again from their trades", () => {
  const minutes = Bars.concat([...syntheticBars(20_000, { seed: 3 })]);
  const all = [
    readCsvBars(`${SAMPLES}aapl_1d.csv`).readAll(),
    readCsvBars(`${SAMPLES}sp500_1d.csv`).readAll().slice(0, 900),
    minutes,
  ];
  for (const bars of all) {
    assert.deepEqual(rebuilt(new StoredMarket([{ symbol: "X", bars }]).series[0], bars).bars, bars);
  }
});

Deno.test("tricky bars: flat, without volume, with too little of it", () => {
  const cases: [what: string, rows: Row[], counts: number[], volumes: number[]][] = [
    ["flat is one trade", [[5, 5, 5, 5, 3]], [1], [3]],
    ["no volume, first of all: it has a price", [[5, 5, 5, 5, 0]], [1], [1e-8]],
    ["no volume, where it stood: nothing", [[5, 5, 5, 5, 1], [5, 5, 5, 5, 0]], [1, 0], [1, 0]],
    ["no volume, but another price", [[5, 5, 5, 5, 1], [6, 6, 6, 6, 0]], [1, 1], [1, 1e-8]],
    ["no volume, but moved", [[5, 7, 4, 6, 0]], [4], [4e-8]],
    ["no volume, open is the low and close the high", [[5, 7, 5, 7, 0]], [2], [2e-8]],
    ["less volume than trades", [[5, 7, 5, 7, 3e-8]], [3], [3e-8]],
    ["less volume than prices", [[5, 7, 4, 6, 2e-8]], [4], [4e-8]],
    ["more decimals than eight are rounded", [[5, 7, 4, 6, 1 / 3]], [4], [0.33333333]],
  ];
  for (const [what, rows, counts, volumes] of cases) {
    const bars = barsOf(rows), built = rebuilt(new StoredMarket([{ symbol: "X", bars }]).series[0], bars);
    assert.deepEqual([built.counts, [...built.bars.volume]], [counts, volumes], what);
    for (const field of ["open", "high", "low", "close"] as const) {
      const want = rows.map((_, i) => counts[i] === 0 ? 0 : bars[field][i]);
      assert.deepEqual([...built.bars[field]], want, `${what}: ${field}`);
    }
  }
});

Deno.test("a bar that rises trades its low first, one that falls its high", () => {
  const prices = (row: Row) =>
    tradesBetween(new StoredMarket([{ symbol: "X", bars: barsOf([row]) }]).series[0], 1, 99).map((trade) =>
      trade.price
    );
  assert.deepEqual(prices([5, 9, 3, 6, 10]), [5, 3, 9, 6]);
  assert.deepEqual(prices([6, 9, 3, 5, 10]), [6, 9, 3, 5]);
});

Deno.test("trades are the same whatever is asked first, and found by time", () => {
  const bars = Bars.concat([...syntheticBars(2_000, { seed: 5 })]);
  const market = () => new StoredMarket([{ symbol: "X", bars }], 7).series[0];
  const forward = market(), all = tradesBetween(forward, 1, forward.endId), scattered = market();
  for (let id = forward.endId - 1; id > 0; id -= 97) {
    assert.deepEqual(tradesBetween(scattered, id, id + 1), [all[id - 1]]);
  }
  for (let i = 0; i < all.length; i += 53) {
    const { timeMs } = all[i];
    for (const at of [timeMs, timeMs + 1]) {
      assert.equal(scattered.idAt(at), all.find((trade) => trade.timeMs >= at)?.id ?? forward.endId);
    }
  }
  assert.deepEqual([scattered.idAt(-Infinity), scattered.idAt(Infinity)], [1, forward.endId]);
  assert.throws(() => scattered.block(forward.endId), RangeError);
});
