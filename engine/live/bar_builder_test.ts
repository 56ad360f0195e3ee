import assert from "node:assert/strict";
import fc from "fast-check";
import { Timeframe } from "../timeframe.ts";
import { Resampler } from "../resampler.ts";
import { BarBuilder, type BuiltBar, type EmptyBars } from "./bar_builder.ts";

const MINUTE = 60_000, ONE_MINUTE = Timeframe.parse("1m");

type Act =
  | readonly [timeMs: number, price: number, quantity: number]
  | { readonly closeUntil: number }
  | { readonly bar: number };

/** Bars as "minute open high low close volume", in minutes. */
function build(acts: readonly Act[], emptyBars?: EmptyBars, begin?: readonly [number, number]) {
  const bars: string[] = [];
  let late = 0;
  const builder = new BarBuilder(ONE_MINUTE, emptyBars ?? "flat", (bar) => {
    const { openTimeMs, closeTimeMs, open, high, low, close, volume } = bar;
    assert.equal(closeTimeMs, openTimeMs + MINUTE);
    bars.push([openTimeMs / MINUTE, open, high, low, close, volume].join(" "));
  }, () => late++);
  if (begin !== undefined) builder.begin(begin[0] * MINUTE, begin[1], NaN, NaN);
  for (const act of acts) {
    if ("closeUntil" in act) builder.closeUntil(act.closeUntil * MINUTE);
    else if ("bar" in act) builder.bar(act.bar * MINUTE, 10, 12, 9, 11, 7);
    else builder.trade(act[0] * MINUTE, act[1], act[2], NaN);
  }
  return { bars, late, knownUntil: builder.knownUntilMs / MINUTE };
}

Deno.test("a bar holds the trades of its minute and is given out once it has closed", () => {
  const cases: readonly [
    what: string,
    acts: readonly Act[],
    expected: Partial<ReturnType<typeof build>>,
    emptyBars?: EmptyBars,
    begin?: readonly [number, number],
  ][] = [
    ["nothing before it closes", [[1, 10, 1], [1.5, 12, 1]], { bars: [], knownUntil: 1 }],
    ["the first trade beyond its end closes it", [[1, 10, 1], [1.2, 12, 2], [1.9, 9, 3], [2, 11, 1]], {
      bars: ["1 10 12 9 9 6"],
    }],
    ["the last moment of a minute belongs to it, its end to the next", [[1.99999, 10, 1], [2, 11, 1], [
      3,
      12,
      1,
    ]], {
      bars: ["1 10 10 10 10 1", "2 11 11 11 11 1"],
    }],
    ["the clock closes it", [[1, 10, 1], { closeUntil: 2 }], { bars: ["1 10 10 10 10 1"], knownUntil: 2 }],
    ["the clock doesn't close it too early", [[1, 10, 1], { closeUntil: 1.999 }], { bars: [] }],
    ["empty minutes stand at the last price", [[1, 10, 1], [4, 11, 1]], {
      bars: ["1 10 10 10 10 1", "2 10 10 10 10 0", "3 10 10 10 10 0"],
    }],
    ["or are left out", [[1, 10, 1], [4, 11, 1]], { bars: ["1 10 10 10 10 1"] }, "skip"],
    ["a late trade is counted and changes nothing", [[1, 10, 1], [2, 11, 1], [1.5, 99, 1], [3, 12, 1]], {
      bars: ["1 10 10 10 10 1", "2 11 11 11 11 1"],
      late: 1,
    }],
    ["before the first trade nothing is known of empty minutes", [{ closeUntil: 5 }], { bars: [] }],
    [
      "after what is known elsewhere it goes on at the last close",
      [{ closeUntil: 3 }],
      {
        bars: ["1 8 8 8 8 0", "2 8 8 8 8 0"],
      },
      "flat",
      [1, 8],
    ],
    [
      "a minute that was known in part is left out, and its trades aren't late",
      [[1.7, 10, 1], [2, 11, 1], [3, 1, 1]],
      {
        bars: ["2 11 11 11 11 1"],
        late: 0,
      },
      "flat",
      [1.5, 8],
    ],
    ["a whole bar takes the place of its trades", [[1, 10, 1], { bar: 2 }, [2.5, 99, 1], [3, 12, 1], [
      4,
      12,
      1,
    ]], {
      bars: ["1 10 10 10 10 1", "2 10 12 9 11 7", "3 12 12 12 12 1"],
      late: 1,
    }],
    ["also of the minute under way", [[1, 10, 1], { bar: 1 }, [2, 12, 1]], { bars: ["1 10 12 9 11 7"] }],
    ["a whole bar that is known already is left out", [[1, 10, 1], [2, 11, 1], { bar: 1 }], {
      bars: ["1 10 10 10 10 1"],
    }],
    ["quantities add up as decimals do", [[1, 10, 0.1], [1.1, 10, 0.2], [1.2, 10, 0.00000001], [2, 10, 1]], {
      bars: ["1 10 10 10 10 0.30000001"],
    }],
  ];
  for (const [what, acts, expected, emptyBars, begin] of cases) {
    const seen = build(acts, emptyBars, begin);
    assert.deepEqual({ ...seen, ...expected }, seen, what);
  }
});

Deno.test("bars of five minutes from trades are those that the resampler makes of one-minute bars", () => {
  fc.assert(fc.property(
    fc.array(
      fc.record({ gapMs: fc.integer({ min: 0, max: 150_000 }), cents: fc.integer({ min: 1, max: 9_999 }) }),
      {
        minLength: 1,
        maxLength: 200,
      },
    ),
    (trades) => {
      const five = Timeframe.parse("5m"), coarse: number[][] = [], direct: number[][] = [];
      const resampler = new Resampler(five);
      const rowOf = (
        { openTimeMs, open, high, low, close }: Pick<
          BuiltBar,
          "openTimeMs" | "open" | "high" | "low" | "close"
        >,
      ) => [openTimeMs, open, high, low, close];
      const fine = new BarBuilder(ONE_MINUTE, "skip", (bar) => {
        const count = resampler.push(
          bar.openTimeMs,
          bar.closeTimeMs,
          bar.open,
          bar.high,
          bar.low,
          bar.close,
          bar.volume,
        );
        for (let k = 0; k < count; k++) {
          const { openTimeMs, open, high, low, close } = resampler.closed;
          coarse.push([openTimeMs[k], open[k], high[k], low[k], close[k]]);
        }
      }, () => {});
      const wide = new BarBuilder(five, "skip", (bar) => direct.push(rowOf(bar)), () => {});
      let timeMs = 1_600_000_000_000;
      for (const { gapMs, cents } of trades) {
        timeMs += gapMs;
        fine.trade(timeMs, cents / 100, 1, NaN);
        wide.trade(timeMs, cents / 100, 1, NaN);
      }
      fine.closeUntil(five.endMs(timeMs));
      wide.closeUntil(five.endMs(timeMs));
      // The resampler gives a bar out once something beyond it has come; the last one may still be open.
      assert.deepEqual(coarse, direct.slice(0, coarse.length));
      assert.ok(direct.length - coarse.length <= 1);
    },
  ));
});
