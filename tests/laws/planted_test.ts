import assert from "node:assert/strict";
import { compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { checkLaws } from "../../engine/laws/check.ts";
import { describeViolation, type Law } from "../../engine/laws/violation.ts";
import type { Strategy } from "../../engine/strategy.ts";
import doubleFee from "../planted/double_fee.ts";
import frameSize from "../planted/frame_size.ts";
import lookAhead from "../planted/look_ahead.ts";
import swallowedRefusal from "../planted/swallowed_refusal.ts";

const planted: readonly [Strategy, Law, RegExp][] = [
  [
    lookAhead,
    "causality",
    /^Causality law broken at bar \d+ \(.+\): when what comes after bar \d+ .+, next of instrument 0 is/,
  ],
  [
    doubleFee,
    "conservation",
    /^Conservation law broken at bar \d+ \(.+\): equity is .+, but cash and positions by the fills are worth/,
  ],
  [
    frameSize,
    "frame",
    /^Frame law broken at bar \d+ \(.+\): in one frame or in frames of .+, mean of instrument 0 is/,
  ],
  [
    swallowedRefusal,
    "no silence",
    /^No silence law broken at bar \d+ \(.+\): The risk rule "quiet" took an intent away without a reason/,
  ],
];

for (const [strategy, law, pattern] of planted) {
  Deno.test(`${strategy.name} breaks the ${law} law, and the bar is named`, () => {
    const { verdicts } = checkLaws(
      (universe) => ({
        make: () => compose(strategy.plan().plan, universe, { ...DEFAULT_ACCOUNT, direction: "both" }),
        initialCash: DEFAULT_ACCOUNT.cash,
      }),
      { cases: 30, seed: 1 },
    );
    const broken = verdicts.find((verdict) => verdict.law === law)?.violation;
    assert.ok(broken !== undefined, `the ${law} law did not notice`);
    assert.match(describeViolation(broken), pattern);
  });
}
