import assert from "node:assert/strict";
import { instrument } from "../engine/instrument.ts";
import { resultSchema, type RunResult, type Trade } from "../engine/result.ts";
import { tearSheet } from "./tear_sheet.ts";
import { textWidth, wrap } from "./terminal_text.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2013, 0, 3);

const NO_FUNNEL: RunResult["funnel"] = {
  bars: 0,
  signals: 0,
  skipped: {},
  sized: 0,
  unsized: {},
  approved: 0,
  resized: {},
  refused: {},
  submitted: 0,
  submittedByRule: {},
  submittedByHand: 0,
  filled: 0,
  rejected: {},
  cancelled: {},
  expired: 0,
  working: 0,
};

const TRADE: Trade = {
  instrument: "AAPL",
  direction: "long",
  quantity: 100,
  entryTimeMs: START_MS,
  exitTimeMs: START_MS + DAY_MS,
  entryBar: 1,
  exitBar: 2,
  entryPrice: 10,
  exitPrice: 11,
  grossProfit: 100,
  fees: 1,
  profit: 99,
  returnPct: 9.9,
  maePct: -1,
  mfePct: 12,
  entryReason: "crossed up",
  exitReason: "crossed down",
};

/** A run of 1,258 daily bars with 29 trades, but for what is given. */
function run(changes: Partial<RunResult> = {}): RunResult {
  const bars = 1_258;
  const timeMs = Array.from({ length: bars }, (_, i) => START_MS + Math.floor(i * 7 / 5) * DAY_MS);
  const equity = timeMs.map((_, i) => 100_000 * (1 + i / 3_000 + 0.1 * Math.sin(i / 60)));
  let peak = 0;
  return resultSchema.parse({
    schema: 1,
    openPositions: [],
    fingerprint: "7f3a1c9e55d0b2f4",
    complete: true,
    config: {
      strategy: "ema_cross",
      strategyVersion: "1",
      params: { fast: 9, slow: 21, sizePct: 95 },
      instruments: [instrument("AAPL")],
      timeframe: "1d",
      feed: { sources: ["samples/aapl_1d.csv"], timeZone: "UTC", adjusted: false, onBadRow: "fail" },
      cash: 100_000,
      direction: "long",
      feeBps: 5,
      feePerShare: 0,
      slippageBps: 2,
      leverage: 1,
      preset: "lockstep",
      seed: 1,
      equityPoints: 10_000,
    },
    versions: { lockstep: "0.1.0", deno: "2.9.6" },
    data: {
      fingerprint: "0be1aa3c77e2d914",
      firstTimeMs: timeMs[0] - DAY_MS,
      lastTimeMs: timeMs[bars - 1],
      bars,
      skippedRows: {},
    },
    metrics: {
      initialEquity: 100_000,
      finalEquity: 142_310.221,
      returnPct: 42.310221,
      buyAndHoldPct: 161.9,
      cagrPct: 7.3,
      volatilityPct: 18.2,
      sharpe: 0.43,
      sortino: 0.61,
      calmar: 0.31,
      maxDrawdownPct: -23.4,
      maxDrawdownDays: 312,
      exposurePct: 61.2,
      trades: 29,
      winRatePct: 44.83,
      profitFactor: 1.62,
      expectancyPct: 1.21,
      averageWinPct: 5.5,
      averageLossPct: -2.2,
      bestTradePct: 21.2,
      worstTradePct: -7.1,
      averageTradeDays: 18.3,
      feesPaid: 1234.5,
      slippagePaid: 312.1,
    },
    metricsAbsent: {},
    funnel: {
      ...NO_FUNNEL,
      bars,
      signals: 61,
      skipped: { "already long": 3 },
      sized: 58,
      approved: 58,
      submitted: 58,
      filled: 58,
    },
    equity: {
      timeMs,
      equity,
      drawdownPct: equity.map((value) => 100 * (value / (peak = Math.max(peak, value)) - 1)),
      benchmark: equity.map((_, i) => 100_000 * (1 + i / 1_500)),
    },
    monthlyReturnsPct: Array.from({ length: 60 }, (_, i) => ({
      year: 2013 + Math.floor(i / 12),
      month: i % 12 + 1,
      returnPct: 9 * Math.sin(i),
    })),
    drawdowns: [
      {
        peakTimeMs: timeMs[100],
        troughTimeMs: timeMs[200],
        recoveredTimeMs: timeMs[320],
        depthPct: -23.4,
        lengthDays: 308,
      },
      { peakTimeMs: timeMs[900], troughTimeMs: timeMs[950], depthPct: -3.25, lengthDays: 500.6 },
    ],
    trades: [TRADE],
    orders: [],
    fills: [],
    ...changes,
  });
}

/** Without trades, orders and fills; equity stays where it is. */
function idle(funnel: Partial<RunResult["funnel"]>, changes: Partial<RunResult> = {}): RunResult {
  const base = run(), { timeMs } = base.equity;
  return {
    ...base,
    funnel: { ...NO_FUNNEL, ...funnel },
    metrics: {
      initialEquity: 100_000,
      finalEquity: 100_000,
      returnPct: 0,
      trades: 0,
      feesPaid: 0,
      maxDrawdownPct: 0,
    },
    metricsAbsent: { sharpe: "returns never varied", sortino: "returns never varied" },
    equity: {
      timeMs,
      equity: timeMs.map(() => 100_000),
      drawdownPct: timeMs.map(() => 0),
      benchmark: [],
    },
    monthlyReturnsPct: [],
    drawdowns: [],
    trades: [],
    ...changes,
  };
}

/** Renders with and without colour, checks what holds for every sheet, and gives the one without. */
function sheet(result: RunResult, width?: number): string {
  const text = tearSheet(result, { width, colour: false });
  const coloured = tearSheet(result, { width, colour: true });
  // deno-lint-ignore no-control-regex
  assert.equal(coloured.replace(/\x1b\[[0-9;]*m/g, ""), text, "colour changes nothing but colour");
  for (const line of text.split("\n")) {
    assert.ok(textWidth(line) <= (width ?? 80), `${textWidth(line)} columns: ${line}`);
    assert.equal(line, line.trimEnd());
  }
  assert.doesNotMatch(text, /NaN|undefined|Infinity|null|\[object|\n\n\n/);
  assert.doesNotMatch(text, /(?<![\w-])-\d/, "minus, not hyphen");
  assert.ok(text.endsWith("\n"));
  return text;
}

/** A sheet with its line breaks and indents taken out, to find sentences in. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

Deno.test("a tear sheet answers in the order in which a trader asks", () => {
  const text = sheet(run());
  let from = 0;
  for (
    const part of [
      "ema_cross",
      "AAPL · 1d",
      "fast 9 · slow 21 · sizePct 95",
      "2013-01-02 to",
      "1,258 bars",
      "+42.31 %",
      "+161.90 %",
      "Behind it",
      "142,310.22",
      "█",
      "Returns by month",
      "Deepest drawdowns",
      "not yet",
      "From bars to fills",
      "already long",
      "Fingerprint 7f3a1c9e55d0b2f4",
      "samples/aapl_1d.csv",
    ]
  ) {
    const at = text.indexOf(part, from);
    assert.ok(at >= 0, `${part} after ${text.slice(Math.max(0, from - 20), from)}`);
    from = at;
  }
  assert.match(text, /Deepest drawdown +−23\.40 %/);
  assert.doesNotMatch(text, /No trade|INCOMPLETE|—/);
});

Deno.test("decimal points of a side stand below each other", () => {
  const lines = sheet(run()).split("\n");
  const first = lines.findIndex((line) => line.startsWith("Did it make money?"));
  const points = lines.slice(first + 1, first + 6).map((line) => line.indexOf("."));
  assert.deepEqual(new Set(points).size, 1, points.join());
});

Deno.test("figures stand side by side while there is room, and apart below each other where there is none", () => {
  const { metrics } = run();
  const wide = sheet(run({ metrics: { ...metrics, returnPct: 1_682_440.54, feesPaid: 37_334.78 } }));
  assert.match(wide, /\n {2}Return +\+1,682,440\.54 % {2,}Deepest drawdown +−23\.40 %\n/);
  const wider = sheet(run({ metrics: { ...metrics, finalEquity: 1.5e12, feesPaid: 3.9e10 } }));
  assert.match(wider, /\n {2}Ended with +1,500,000,000,000\.00\n\nAt what pain\?\n/);
  assert.match(wider, /\n\nIn the market\n/);
});

Deno.test("a short run of days is told in dates, one of hours in times; bars of warm-up are said", () => {
  const base = run(), { funnel } = base;
  const short = (stepMs: number) => {
    const timeMs = Array.from({ length: 9 }, (_, i) => START_MS + i * stepMs);
    const drawdowns = [{ peakTimeMs: timeMs[1], troughTimeMs: timeMs[2], depthPct: -1, lengthDays: 1 }];
    const equity = [100, 101, 100, 102, 103, 104, 105, 106, 107];
    return sheet(run({
      drawdowns,
      equity: { timeMs, equity, drawdownPct: equity.map(() => 0), benchmark: [] },
      data: { ...base.data, bars: 9 },
      funnel: { ...funnel, bars: 1_258 },
    }));
  };
  assert.match(short(DAY_MS), /2013-01-02 to 2013-01-10 · 9 bars after 1,249 of warm-up\n/);
  assert.match(short(DAY_MS), /−1\.00 % {2}2013-01-03 {2}2013-01-04 {2}not yet +1 day\n/);
  assert.match(short(DAY_MS / 24), /−1\.00 % {2}2013-01-03 01:00 {2}2013-01-03 02:00 {2}not yet +1 day\n/);
});

Deno.test("a run without trades says at which step they died", () => {
  const cases: [Partial<RunResult["funnel"]>, string][] = [
    [{}, "No trade: there were no bars."],
    [{ bars: 1 }, "No trade: the only bar gave no signal."],
    [{ bars: 1258 }, "No trade: none of the 1,258 bars gave a signal."],
    [
      { bars: 1258, signals: 12, skipped: { "already long": 12 } },
      "No trade: all 12 signals were skipped: already long (12).",
    ],
    [
      { bars: 1258, signals: 12, skipped: { "already long": 8 }, unsized: { "quantity below one lot": 4 } },
      "No trade: none of the 12 signals was sized. Skipped: already long (8). Not sized: quantity below one lot (4).",
    ],
    [
      { bars: 9, signals: 1, unsized: { "no price": 1 } },
      "No trade: the only signal was not sized: no price (1).",
    ],
    [
      { bars: 1258, signals: 12, sized: 12, refused: { "exposure limit reached": 12 } },
      "No trade: all 12 sized intents were refused: exposure limit reached (12).",
    ],
    [
      { bars: 1258, signals: 9, sized: 9, refused: { a: 1, b: 2, c: 3, d: 1, e: 2 } },
      "No trade: all 9 sized intents were refused: c (3), b (2), e (2) and 2 more reasons (2).",
    ],
    [
      { bars: 1258, signals: 2, sized: 2, approved: 2 },
      "No trade: 2 intents were approved, but no order was submitted.",
    ],
    [
      {
        bars: 1258,
        signals: 12,
        sized: 12,
        approved: 12,
        submitted: 12,
        rejected: { "not enough cash": 12 },
      },
      "No trade: all 12 submitted orders were rejected: not enough cash (12).",
    ],
    [
      {
        bars: 1258,
        signals: 12,
        sized: 12,
        approved: 12,
        submitted: 12,
        rejected: { "not enough cash": 8 },
        cancelled: { "by the strategy": 1 },
        expired: 2,
        working: 1,
      },
      "No trade: none of the 12 submitted orders was filled. Rejected: not enough cash (8). " +
      "Cancelled: by the strategy (1). Expired (2). Still working (1).",
    ],
    [
      { bars: 5, submitted: 1, submittedByHand: 1, expired: 1 },
      "No trade: the only submitted order was expired.",
    ],
    [
      { bars: 1258, signals: 1, sized: 1, approved: 1, submitted: 1, filled: 1 },
      "No closed trade: 1 order was filled and the position is still open.",
    ],
  ];
  for (const [funnel, sentence] of cases) {
    const text = flat(sheet(idle(funnel)));
    assert.ok(text.includes(sentence), `${sentence}\nnot in\n${text.slice(0, 300)}`);
  }
});

Deno.test("what can't be known is a dash, with the reason below", () => {
  const text = sheet(idle({ bars: 1258 }));
  assert.match(text, /Sharpe +—\n/);
  assert.match(text, /— Sharpe, Sortino: returns never varied\./);
  assert.match(text, /— Buy and hold, .*: not recorded\./s);
  assert.doesNotMatch(text, /Returns by month|Deepest drawdowns|█/);
});

Deno.test("an incomplete run and rows left out are said first", () => {
  const text = sheet(run({
    complete: false,
    incompleteReason: "stopped by hand\nat \x1b[31m2015-03-04.",
    data: { ...run().data, skippedRows: { "high below close": 3 } },
  }));
  assert.match(
    flat(text),
    /^! INCOMPLETE: stopped by hand at 2015-03-04\. The figures cover only what had run until then\./,
  );
  assert.match(text, /! 3 rows of data left out: high below close \(3\)\./);
});

Deno.test("a sheet holds whatever it is given", () => {
  const base = run();
  const words =
    "a reason that goes on for much longer than a line of eighty columns has room for, as some do";
  const big = Object.fromEntries(Object.entries(base.metrics).map(([name, value]) => [name, value * 1e9]));
  const cases: [string, RunResult][] = [
    ["many params", {
      ...base,
      config: {
        ...base.config,
        strategy: "a_strategy_with_a_name_that_leaves_no_room_for_anything_else_on_the_line_at_all",
        params: {
          ...Object.fromEntries(
            Array.from({ length: 40 }, (_, i) => [`parameter${i}`, i % 3 === 0 ? -i / 7 : i]),
          ),
          list: [1, 2, 3],
          nested: { of: "words", and: true },
          text: "x".repeat(300),
          missing: undefined,
        },
      },
    }],
    ["many symbols", {
      ...base,
      config: {
        ...base.config,
        instruments: Array.from({ length: 50 }, (_, i) => instrument(`SYMBOL${i}/WITH/A/LONG/NAME`)),
        feed: {
          ...base.config.feed,
          sources: Array.from({ length: 50 }, (_, i) => `some/where/far/away/symbol${i}.csv`),
        },
      },
    }],
    ["wide characters", {
      ...base,
      config: {
        ...base.config,
        strategy: "平均線の交差".repeat(9),
        instruments: [instrument("トヨタ自動車")],
      },
    }],
    ["tiny account", {
      ...base,
      metrics: { ...base.metrics, initialEquity: 0.025, finalEquity: 0.02612345678, feesPaid: 0.00000012 },
      equity: { ...base.equity, equity: base.equity.equity.map((value) => value / 4e6) },
    }],
    ["huge figures", {
      ...base,
      metrics: big,
      equity: { ...base.equity, equity: base.equity.equity.map((x) => x * 1e9) },
    }],
    ["wild months", {
      ...base,
      monthlyReturnsPct: Array.from({ length: 600 }, (_, i) => ({
        year: 1970 + Math.floor(i / 12),
        month: i % 12 + 1,
        returnPct: i % 2 === 0 ? -99.94 : 1_234_567,
      })),
    }],
    ["large funnel", {
      ...base,
      funnel: {
        ...base.funnel,
        bars: 1_000_000_000,
        signals: 123_456_789,
        skipped: { [words]: 12_345_678, ["x".repeat(200)]: 1 },
        sized: 111_111_111,
        refused: { [words]: 1 },
        resized: { [words]: 10_000_000 },
        submittedByRule: { "trailing stop": 4 },
        submittedByHand: 2,
        expired: 3,
        working: 1,
      },
    }],
    [
      "long reasons",
      idle({ bars: 9, signals: 9, skipped: { [words]: 5, [`not ${words}`]: 4 } }, {
        metricsAbsent: { sharpe: words, calmar: "y".repeat(100) },
      }),
    ],
    [
      "no bars",
      idle({}, {
        data: { ...base.data, bars: 0, firstTimeMs: 0, lastTimeMs: 0 },
        equity: { timeMs: [], equity: [], drawdownPct: [], benchmark: [] },
        metrics: {},
      }),
    ],
    ["one point", { ...base, equity: { timeMs: [START_MS], equity: [1], drawdownPct: [0], benchmark: [1] } }],
    ["two points", {
      ...base,
      equity: { timeMs: [0, 1], equity: [1, 2], drawdownPct: [0, 0], benchmark: [1, 1] },
    }],
    ["ruin", {
      ...base,
      equity: {
        ...base.equity,
        equity: base.equity.equity.map((_, i) => 100_000 - 100 * i),
        drawdownPct: base.equity.equity.map((_, i) => -0.1 * i),
      },
      metrics: { ...base.metrics, finalEquity: -25_700, returnPct: -125.7, maxDrawdownPct: -125.7 },
    }],
    ["log scale", {
      ...base,
      equity: { ...base.equity, equity: base.equity.equity.map((_, i) => 100 * 1.01 ** i) },
    }],
    ["minutes", {
      ...base,
      equity: { ...base.equity, timeMs: base.equity.timeMs.map((_, i) => START_MS + (i + 1) * 60_000) },
    }],
  ];
  for (const [name, result] of cases) {
    for (const width of [60, 61, 80, 100, 200]) {
      try {
        sheet(result, width);
      } catch (error) {
        throw new Error(`${name}, ${width} columns: ${(error as Error).message}`);
      }
    }
  }
});

Deno.test("text is broken at blanks, and within words that are too long", () => {
  assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrap("one two three", 9, "  ", "    "), ["  one two", "    three"]);
  assert.deepEqual(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assert.deepEqual(wrap("a abcdefgh", 4), ["a", "abcd", "efgh"]);
});
