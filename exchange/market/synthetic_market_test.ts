import assert from "node:assert/strict";
import { tradeAt, tradesBetween } from "./market.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "./synthetic_market.ts";

const ORIGIN_MS = Date.UTC(2017), HOUR_MS = 3_600_000;
const market = (seed = 1) => new SyntheticMarket({ seed, symbols: SYNTHETIC_SYMBOLS }).series[0];

Deno.test("a made-up market goes on without a gap in numbers or a step back in time", () => {
  const series = market(), from = series.idAt(Date.UTC(2024, 4, 17, 12, 34));
  let previous = tradeAt(series, from - 1);
  for (const trade of tradesBetween(series, from, from + 10_000)) {
    assert.equal(trade.id, previous.id + 1);
    assert.ok(trade.timeMs >= previous.timeMs);
    assert.ok(Math.abs(trade.price / previous.price - 1) < 0.02, `${previous.price} → ${trade.price}`);
    assert.ok(trade.quantity > 0 && Math.abs(trade.takerSide) === 1);
    assert.equal(Math.round(trade.price * 100) / 100, trade.price);
    assert.equal(Math.round(trade.quantity * 1e8) / 1e8, trade.quantity);
    previous = trade;
  }
  assert.equal(series.endId, Infinity);
});

Deno.test("a made-up market is the same whatever is asked first, and another under another seed", () => {
  const forward = market(), all = tradesBetween(forward, 5_000, 12_000), backward = market();
  for (let id = 11_999; id >= 5_000; id -= 331) assert.deepEqual(tradeAt(backward, id), all[id - 5_000]);
  assert.notDeepEqual(tradesBetween(market(2), 5_000, 5_100), all.slice(0, 100));
});

Deno.test("trades are found by their time", () => {
  const series = market();
  for (const hour of [0, 1, 700, 60_000]) {
    const id = hour * 1_200 + 1 + 77, { timeMs } = tradeAt(series, id), found = series.idAt(timeMs);
    assert.equal(tradeAt(series, found).timeMs, timeMs);
    assert.ok(found <= id && (found === 1 || tradeAt(series, found - 1).timeMs < timeMs));
    assert.equal(series.idAt(ORIGIN_MS + hour * HOUR_MS), hour * 1_200 + 1);
  }
  assert.equal(series.idAt(0), 1);
});

Deno.test("minutes are quiet or lively, some empty, and prices stay around their level for years", () => {
  const series = market(), counts: number[] = [];
  const startMs = Date.UTC(2025, 0, 6);
  for (let minute = 0; minute < 1_440; minute++) {
    counts.push(series.idAt(startMs + (minute + 1) * 60_000) - series.idAt(startMs + minute * 60_000));
  }
  assert.equal(counts.reduce((sum, count) => sum + count, 0), 24 * 1_200);
  assert.ok(counts.filter((count) => count === 0).length > 20, "no minute without a trade");
  assert.ok(counts.filter((count) => count > 60).length > 10, "no burst");
  for (let year = 2017; year < 2060; year++) {
    const { price } = tradeAt(series, series.idAt(Date.UTC(year, 6)));
    assert.ok(price > 68_000 / 8 && price < 68_000 * 8, `${year}: ${price}`);
  }
});
