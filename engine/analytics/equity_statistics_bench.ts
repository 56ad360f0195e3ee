// deno bench engine/analytics/equity_statistics_bench.ts
// Time per iteration is that of a million bars: 1 ms is 1 ns a bar.
import { EquityStatistics } from "./equity_statistics.ts";

const BARS = 1_000_000, FRAME = 4_096;
const timeMs = Float64Array.from({ length: BARS }, (_, i) => Date.UTC(2020, 0, 1) + (i + 1) * 60_000);
const equity = new Float64Array(BARS), exposed = new Uint8Array(BARS);
let seed = 1, value = 100_000;
for (let i = 0; i < BARS; i++) {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  exposed[i] = Math.floor(i / 97) % 2;
  equity[i] = value *= 1 + exposed[i] * ((seed >>> 8) / 2 ** 24 - 0.4995) * 1e-3;
}

Deno.bench("equity statistics, a million one-minute bars at once", () => {
  new EquityStatistics(100_000).updateRun(timeMs, equity, exposed, 0, BARS);
});

Deno.bench("equity statistics, a million one-minute bars in frames of 4,096", () => {
  const statistics = new EquityStatistics(100_000);
  for (let from = 0; from < BARS; from += FRAME) {
    statistics.updateRun(timeMs, equity, exposed, from, Math.min(from + FRAME, BARS));
  }
});

Deno.bench("equity statistics, a million one-minute bars one by one", () => {
  const statistics = new EquityStatistics(100_000);
  for (let i = 0; i < BARS; i++) statistics.update(timeMs[i], equity[i], exposed[i] === 1);
});
