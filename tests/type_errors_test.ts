/**
 * What the type checker refuses in a composition, and that the same is refused when the types are got round. Each `@ts-expect-error` fails
 * the check of this file as soon as its line compiles.
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { bollinger, crossover, ema, fromColumns, percentOfEquity, pipeline, strategy, when } from "../mod.ts";
import { crossedAbove } from "../mod.ts";
import { LockstepError } from "../engine/error.ts";
import type { CompletePipeline } from "../engine/pipeline.ts";

const FIELDS = "open, high, low, close, volume, openTimeMs, closeTimeMs";

function refuses(compose: () => unknown, sentence: string): void {
  assert.throws(compose, new LockstepError(sentence));
}

function mine(build: () => CompletePipeline) {
  return strategy({ name: "mine", version: "1", params: z.object({}), build });
}

Deno.test("an indicator's name is used once, and no bar's field is taken for it", () => {
  const named = pipeline().indicator("fast", ema(9)).indicator("band", bollinger(20, 2));
  refuses(() => {
    // @ts-expect-error "fast" is taken already
    named.indicator("fast", ema(21));
  }, `The name "fast" is taken already: give the indicator "fast" another.`);
  refuses(() => {
    // @ts-expect-error "close" is a bar's field
    named.indicator("close", ema(21));
  }, `The name "close" is taken already: give the indicator "close" another.`);
  refuses(() => {
    // @ts-expect-error "band" names three columns already
    named.indicator("band", ema(21));
  }, `The name "band" is taken already: give the indicator "band" another.`);
});

Deno.test("a signal reads columns that are there", () => {
  const named = pipeline().indicator("fast", ema(9)).indicator("band", bollinger(20, 2));
  named.signal(crossover("fast", "close"));
  named.signal(crossover("band.upper", "close"));
  refuses(() => {
    // @ts-expect-error there is no column "slow"
    named.signal(crossover("fast", "slow"));
  }, columnMissing(`signal "fast crosses slow"`, "slow"));
  refuses(() => {
    // @ts-expect-error "band" has the columns band.upper, band.middle and band.lower
    named.signal(crossover("fast", "band"));
  }, columnMissing(`signal "fast crosses band"`, "band"));
  refuses(() => {
    // @ts-expect-error there is no column "slow"
    named.signal(when({ long: crossedAbove("fast", "slow") }));
  }, columnMissing(`signal "${when({ long: crossedAbove("fast", "slow") }).title}"`, "slow"));
  refuses(() => {
    // @ts-expect-error there is no column "slow"
    named.signal(fromColumns(["fast", "slow"], () => 1));
  }, columnMissing(`signal "function of fast, slow"`, "slow"));
});

Deno.test("a sizer reads columns that are there", () => {
  const own = { name: "own", title: "our own", needs: ["slow"], quantity: () => 1 } as const;
  refuses(() => {
    // @ts-expect-error there is no column "slow"
    pipeline().sizer(own);
  }, `The sizer "our own" reads a column "slow" that isn't there: there are ${FIELDS}.`);
});

Deno.test("an indicator reads columns that stand before it", () => {
  pipeline().indicator("fast", ema(9)).indicator("smooth", ema({ length: 3, of: "fast" }));
  refuses(() => {
    // @ts-expect-error there is no column "rsi"
    pipeline().indicator("smooth", ema({ length: 3, of: "rsi" }));
  }, `The indicator "smooth" reads a column "rsi" that isn't there: there are ${FIELDS}.`);
  refuses(() => {
    // @ts-expect-error "late" comes later
    pipeline().indicator("smooth", ema({ length: 3, of: "late" })).indicator("late", ema(9));
  }, `The indicator "smooth" reads a column "late" that isn't there: there are ${FIELDS}.`);
});

Deno.test("a pipeline has a signal and a sizer before it is a strategy's", () => {
  const signal = crossover("close", "open"), sizer = percentOfEquity(95);
  mine(() => pipeline().signal(signal).sizer(sizer)).plan();
  mine(() => pipeline().onBar(() => 1).sizer(sizer)).plan();
  refuses(
    // @ts-expect-error it has no sizer
    () => mine(() => pipeline().signal(signal)).plan(),
    "mine: The pipeline has no sizer: add one with .sizer().",
  );
  refuses(
    // @ts-expect-error it has no signal
    () => mine(() => pipeline().sizer(sizer)).plan(),
    "mine: The pipeline has no signal: add one with .signal() or .onBar().",
  );
  refuses(
    // @ts-expect-error it has neither
    () => pipeline().plan(),
    "The pipeline has no signal: add one with .signal() or .onBar().",
  );
  refuses(
    () => pipeline().signal(signal).signal(signal),
    "The pipeline has a signal already: combine signals with and(), or() and not().",
  );
  refuses(() => pipeline().sizer(sizer).sizer(sizer), "The pipeline has a sizer already.");
});

Deno.test("onBar sees the columns that there are, and answers with a direction", () => {
  const named = pipeline().indicator("fast", ema(9));
  named.onBar((window) => window.value("fast") > window.close() ? 1 : 0);
  // @ts-expect-error there is no column "slow"
  named.onBar((window) => window.value("slow") > window.close() ? 1 : 0);
  // @ts-expect-error a direction is 1, 0 or −1
  named.onBar(() => 2);
  // @ts-expect-error a decision is made at once
  named.onBar(() => Promise.resolve(1));
});

Deno.test("parameters are what their schema says", () => {
  ema(9), ema({ length: 9 });
  // @ts-expect-error it has no parameter "lenght"
  refuses(() => ema({ lenght: 9 }), `ema: there is no parameter "lenght" (there is length).`);
  // @ts-expect-error its length is a number
  refuses(() => ema(true), "ema: length true: must be a number.");
  refuses(() => ema(9.5), "ema: length 9.5: must be a whole number.");
  refuses(() => ema(9, 21), "ema takes one value (length): received 2.");
  strategy({
    name: "mine",
    version: "1",
    params: z.object({ fast: z.int() }),
    // @ts-expect-error there is no parameter "slow"
    build: ({ slow }) => pipeline().signal(crossover("close", "open")).sizer(percentOfEquity(slow)),
  });
});

function columnMissing(owner: string, column: string): string {
  return `The ${owner} reads a column "${column}" that isn't there: there are ${FIELDS}, fast, band.upper, ` +
    `band.middle, band.lower.`;
}
