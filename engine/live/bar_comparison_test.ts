import assert from "node:assert/strict";
import { Bars } from "../bars.ts";
import { BarComparison, type BarFigures } from "./bar_comparison.ts";

const MINUTE = 60_000;

function figures(minute: number, close = 10, volume = 1): BarFigures {
  return { openTimeMs: minute * MINUTE, open: 10, high: 12, low: 9, close, volume };
}

function barsOf({ openTimeMs, open, high, low, close, volume }: BarFigures): Bars {
  const [a, b, c, d, e, f, g] = [openTimeMs, openTimeMs + MINUTE, open, high, low, close, volume].map((x) =>
    Float64Array.of(x)
  );
  return new Bars(a, b, c, d, e, f, g);
}

Deno.test("a bar that isn't as the exchange states it is told of once, whichever of the two came first", () => {
  const told: string[] = [];
  const comparison = new BarComparison(
    1,
    (_, openTimeMs, text) => told.push(`${openTimeMs / MINUTE}: ${text}`),
  );
  const built = (...given: Parameters<typeof figures>) => comparison.built([barsOf(figures(...given))]);
  const stated = (...given: Parameters<typeof figures>) => comparison.stated(0, figures(...given));
  stated(1); // before anything was built
  built(2);
  stated(2);
  stated(3, 11);
  built(3);
  built(4, 10, 0.3 + 1e-12);
  stated(4, 10, 0.3); // a sum of floats
  built(5);
  stated(5, 10, 2);
  stated(5, 10, 2);
  comparison.built([Bars.NONE]);
  built(7);
  stated(6, 10, 0); // nothing was traded
  assert.deepEqual(told, ["3: close 10, the exchange says 11", "5: volume 1, the exchange says 2"]);
  stated(6);
  stated(8); // may still come
  assert.deepEqual(told.slice(2), ["6: no trade of it came, and the exchange states it"]);
});
