import assert from "node:assert/strict";
import { BarComparison, type BarFigures } from "./bar_comparison.ts";
import { type BarColumns, NO_COLUMNS } from "./session_input.ts";

const MINUTE = 60_000;

function figures(minute: number, close = 10, volume = 1): BarFigures {
  return { openTimeMs: minute * MINUTE, open: 10, high: 12, low: 9, close, volume };
}

function columnsOf({ openTimeMs, open, high, low, close, volume }: BarFigures): BarColumns {
  return [[open], [high], [low], [close], [volume], [openTimeMs], [openTimeMs + MINUTE]];
}

Deno.test("a bar that isn't as the exchange states it is told of once, whichever of the two came first", () => {
  const told: string[] = [];
  const comparison = new BarComparison(
    1,
    (_, openTimeMs, text) => told.push(`${openTimeMs / MINUTE}: ${text}`),
  );
  const built = (...given: Parameters<typeof figures>) => comparison.built([columnsOf(figures(...given))]);
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
  comparison.built([NO_COLUMNS]);
  built(7);
  stated(6, 10, 0); // nothing was traded
  assert.deepEqual(told, ["3: close 10, the exchange says 11", "5: volume 1, the exchange says 2"]);
  stated(6);
  stated(8); // may still come
  assert.deepEqual(told.slice(2), ["6: no trade of it came, and the exchange states it"]);
});
