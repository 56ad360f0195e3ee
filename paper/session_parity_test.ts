import assert from "node:assert/strict";
import { Bars } from "../engine/bars.ts";
import type { ParityReport } from "../engine/live/parity.ts";
import type { JournalEntry, JournalOutcome, JournalStore } from "../engine/live/journal_store.ts";
import {
  columnsOf,
  SESSION_VERSION,
  type SessionConfig,
  type SessionInput,
  writeInput,
} from "../engine/live/session_input.ts";
import { instrument } from "../engine/instrument.ts";
import { Random } from "../engine/random.ts";
import { VERSION } from "../engine/version.ts";
import { SqliteJournal } from "../stores/sqlite_journal.ts";
import { presetOf } from "../actors/presets.ts";
import { Timeframe } from "../engine/timeframe.ts";
import { backtest } from "../strategies/backtest.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { STRATEGY_NAMES } from "../strategies/registry.ts";
import { sessionCoreOf } from "./session_core_of.ts";
import { sessionParity } from "./session_parity.ts";
import { sessionRecord } from "./session_record.ts";

const MINUTE = 60_000, START = Date.UTC(2024, 0, 1), WARMUP = 5, ID = "made";

/** Rises and falls, so that short averages cross again and again. */
const CLOSES = [
  100,
  100,
  100,
  100,
  100,
  101,
  103,
  104,
  103,
  100,
  98,
  97,
  99,
  102,
  104,
  105,
  103,
  100,
  99,
  98,
  101,
  104,
];

function configOf(given: Partial<SessionConfig> = {}): SessionConfig {
  return {
    version: SESSION_VERSION,
    strategy: "ema_crossover",
    strategyVersion: "1.0.0",
    params: { fast: 2, slow: 4, trailPct: 50 },
    venue: "binance",
    instruments: [instrument("MADE", { lotSize: 0 })],
    timeframe: "1m",
    account: { cash: 1_000, direction: "long", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
    preset: "lockstep",
    tradeFromMs: START + WARMUP * MINUTE + 1,
    warmupBars: WARMUP,
    lateAfterMs: 30_000,
    onLateBars: "follow",
    onFailure: "flatten",
    emptyBars: "skip",
    lockstep: VERSION,
    ...given,
  };
}

/** Bars of a minute that close at these prices, each opening where the last has closed, ten units traded in each. */
function barsOf(closes: readonly number[], fromMinute = 0): Bars {
  const bars = Bars.allocate(closes.length);
  closes.forEach((close, k) => {
    const open = k === 0 ? close : closes[k - 1];
    bars.openTimeMs[k] = START + (fromMinute + k) * MINUTE;
    bars.closeTimeMs[k] = bars.openTimeMs[k] + MINUTE;
    bars.open[k] = open;
    bars.high[k] = Math.max(open, close);
    bars.low[k] = Math.min(open, close);
    bars.close[k] = close;
    bars.volume[k] = 10;
  });
  return bars;
}

/** Copies bars with one of them changed. */
function changed(
  bars: Bars,
  bar: number,
  fields: Partial<Record<"open" | "high" | "low" | "close" | "volume", number>>,
): Bars {
  const copy = Bars.concat([bars.slice(0, bar), bars.slice(bar, bars.length)]);
  for (const [field, value] of Object.entries(fields)) copy[field as "open"][bar] = value;
  return copy;
}

function without(bars: Bars, from: number, to: number): Bars {
  return Bars.concat([bars.slice(0, from), bars.slice(to, bars.length)]);
}

interface Timed {
  readonly input: SessionInput;
  readonly atMs: number;
}

/** Inputs of a session that takes these bars one by one, after its warm-up; `between` come once so many bars are there. */
function inputsOf(
  config: SessionConfig,
  bars: Bars,
  between: Readonly<Record<number, readonly SessionInput[]>> = {},
  late: readonly number[] = [],
  backfilled: readonly number[] = [],
): Timed[] {
  const inputs: Timed[] = [{ input: { kind: "open", config }, atMs: START + WARMUP * MINUTE }];
  const warmup = bars.closeTimeMs.findIndex((timeMs) => timeMs > config.tradeFromMs);
  inputs.push({
    input: { kind: "bars", bars: [columnsOf(bars.slice(0, warmup))], origin: "history", isLate: false },
    atMs: START + WARMUP * MINUTE,
  });
  for (let k = warmup; k < bars.length; k++) {
    const atMs = bars.closeTimeMs[k] + (late.includes(k) ? 95_000 : 400);
    for (const input of between[k] ?? []) inputs.push({ input, atMs: bars.openTimeMs[k] + 30_000 });
    inputs.push({
      input: {
        kind: "bars",
        bars: [columnsOf(bars.slice(k, k + 1))],
        origin: backfilled.includes(k) || late.includes(k) ? "backfill" : "live",
        isLate: late.includes(k),
      },
      atMs,
    });
  }
  return inputs;
}

/** Lives through inputs and keeps them, as a session does. */
async function journal(
  store: JournalStore,
  config: SessionConfig,
  inputs: readonly Timed[],
  lives = config,
): Promise<void> {
  const core = sessionCoreOf(lives, await loadStrategy(lives.strategy))();
  const lease = store.acquire(ID, "test", START, 1e9);
  assert.ok("token" in lease);
  const entries: JournalEntry[] = [], outcomes: JournalOutcome[] = [];
  for (const { input, atMs } of inputs) {
    const sequence = entries.length;
    entries.push({ sequence, kind: input.kind, atMs, body: writeInput(input) });
    if (input.kind === "failed") core.giveUpStrategy(input.reason);
    const { statements, equity, fingerprint } = core.take(input);
    outcomes.push({ sequence, statements, equity, fingerprint });
  }
  store.append(lease, { entries, outcomes }, (failure) => assert.equal(failure, undefined));
  store.release(lease);
}

/** Runs with a journal in a folder of its own. */
async function withJournal<T>(run: (store: SqliteJournal) => Promise<T>): Promise<T> {
  const folder = Deno.makeTempDirSync(), store = new SqliteJournal(folder);
  try {
    return await run(store);
  } finally {
    store.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Parity of a session against a history. */
function held(
  config: SessionConfig,
  inputs: readonly Timed[],
  history: Bars,
  lives = config,
): Promise<ParityReport> {
  return withJournal(async (store) => {
    await journal(store, config, inputs, lives);
    return await sessionParity(store, ID, () => Promise.resolve(history));
  });
}

/** Differences of a report, a line each: what, when, text, cause. */
function lines({ differences }: ParityReport, ...kinds: string[]): string[] {
  return differences.filter(({ what }) => kinds.length === 0 || kinds.includes(what)).map((
    { what, text, cause },
  ) => `${what}: ${text} — ${cause === "" ? "UNEXPLAINED" : cause}`);
}

const WHOLE = barsOf(CLOSES);
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString().replace(".000", "");

Deno.test("a session without trouble and the backtest agree to the last bit, for every strategy, over random markets", async () => {
  for (const [k, name] of STRATEGY_NAMES.entries()) {
    const random = new Random(k), strategy = await loadStrategy(name);
    const { params } = strategy.plan({});
    const closes = Array.from({ length: 240 }, () => 0);
    for (let i = 0, price = 100; i < closes.length; i++) closes[i] = price *= 1 + 0.01 * random.normal();
    const bars = barsOf(closes),
      config = configOf({
        strategy: name,
        strategyVersion: strategy.version,
        params: params as Record<string, unknown>,
      });
    await withJournal(async (store) => {
      await journal(store, config, inputsOf(config, bars));
      const report = await sessionParity(store, ID, () => Promise.resolve(bars));
      const record = await sessionRecord(store, ID);
      assert.deepEqual([report.isIdentical, report.unexplained, report.differences], [true, 0, []], name);
      assert.equal(
        report.verdict,
        `The session and the backtest agree to the last bit: 240 bars, ${record.fills.length} fill${
          record.fills.length === 1 ? "" : "s"
        }.`,
      );
      const other = await backtest({
        strategy,
        universe: { instruments: config.instruments, timeframe: Timeframe.parse("1m") },
        sources: [[bars]],
        sourceNames: ["made"],
        account: config.account,
        preset: presetOf("lockstep")!,
        fromMs: config.tradeFromMs,
      });
      assert.equal(record.fingerprint, other.fingerprint, name);
      assert.deepEqual(
        [
          record.orders,
          record.fills,
          record.trades,
          record.equity,
          record.metrics,
          record.funnel,
          record.data,
        ],
        [other.orders, other.fills, other.trades, other.equity, other.metrics, other.funnel, other.data],
        name,
      );
    });
  }
});

Deno.test("a trade that came after its bar explains the bar, and the bar what follows from it", async () => {
  const config = configOf();
  const session = changed(WHOLE, 15, { close: 106, high: 106, volume: 9 });
  const note = noteOf("late", 15, "a trade came after it had closed");
  const report = await held(config, inputsOf(config, session, { 16: [note] }), WHOLE);
  assert.equal(report.unexplained, 0);
  const cause = "a trade came after it had closed: it had been closed 0.4 s after its end";
  assert.deepEqual(lines(report, "bar"), [
    `bar: ${
      at(15)
    } differs: high 106, the exchange's history says 105 (+1); close 106, the exchange's history says 105 (+1); ` +
    `volume 9, the exchange's history says 10 (−1) — ${cause}`,
  ]);
  const followed = report.differences.filter(({ what }) => what !== "bar");
  assert.ok(followed.length > 0);
  for (const { cause: why } of followed) assert.equal(why, `follows from the bar MADE ${at(15)} (${cause})`);
  assert.match(
    report.verdict,
    /^\d+ differences \(1 in bars, \d+ in what followed\), all explained; 22 bars and \d fills compared\.$/,
  );
});

Deno.test("a bar that the exchange stated otherwise while the session ran is explained by that, and no other bar is", async () => {
  const config = configOf(), session = changed(changed(WHOLE, 15, { volume: 9 }), 17, { volume: 9 });
  const report = await held(
    config,
    inputsOf(config, session, { 16: [noteOf("differs", 15, "volume 9, the exchange says 10")] }),
    WHOLE,
  );
  assert.deepEqual(lines(report, "bar").map((line) => line.replace(/.* — /, "")), [
    "the exchange stated it otherwise then: volume 9, the exchange says 10",
    lines(report, "bar")[1].replace(/.* — /, ""),
  ]);
  assert.equal(report.unexplained, 1);
});

/** What a session notes of a bar. */
function noteOf(what: "late" | "differs", bar: number, text: string): SessionInput {
  const gap = {
    instrumentIndex: 0,
    fromMs: WHOLE.openTimeMs[bar],
    toMs: WHOLE.closeTimeMs[bar],
    isFilled: false,
  };
  return { kind: "feed", what, text, gap };
}

Deno.test("a bar that nothing explains is unexplained, though what follows from it is explained by it", async () => {
  const config = configOf();
  const report = await held(
    config,
    inputsOf(config, changed(WHOLE, 15, { open: 104.5, close: 104.5 })),
    WHOLE,
  );
  assert.equal(report.unexplained, 1);
  assert.match(lines(report, "bar")[0], /^bar: .* differs: open 104\.5, .*close 104\.5, .* — UNEXPLAINED$/);
  const followed = lines(report, "order", "fill", "equity");
  assert.ok(followed.length > 0);
  for (const line of followed) {
    assert.match(line, /— follows from the bar MADE .* \(unexplained itself\)$/);
  }
  assert.match(report.verdict, /, 1 unexplained; /);
});

Deno.test("bars: missing, extra, empty, back-filled, of the warm-up, each with its reason", async () => {
  const gap = (fromMinute: number, toMinute: number, isFilled: boolean): SessionInput => ({
    kind: "feed",
    what: "gap",
    text: isFilled ? "MADE: 3 fetched" : "MADE: 0 fetched, not all: no answer",
    gap: {
      instrumentIndex: 0,
      fromMs: START + fromMinute * MINUTE,
      toMs: START + toMinute * MINUTE,
      isFilled,
    },
  });
  const flat = (minute: number) =>
    changed(WHOLE, minute, { open: 98, high: 98, low: 98, close: 98, volume: 0 });
  const config = configOf();
  const cases: readonly [what: string, inputs: Timed[], history: Bars, bars: readonly string[]][] = [
    [
      "a gap that could not be filled",
      inputsOf(config, without(WHOLE, 12, 15), { 12: [gap(12, 15, false)] }),
      WHOLE,
      [
        `bar: ${at(12)} to ${at(14)} (3 bars) are missing in the session — ` +
        "a gap could not be filled: MADE: 0 fetched, not all: no answer",
      ],
    ],
    [
      "a gap that was filled does not explain that a bar is missing",
      inputsOf(config, without(WHOLE, 12, 13), { 12: [gap(12, 13, true)] }),
      WHOLE,
      [`bar: ${at(12)} is missing in the session — UNEXPLAINED`],
    ],
    [
      "a gap in a bar that was filled",
      inputsOf(config, changed(WHOLE, 12, { volume: 9 }), { 13: [gap(12, 12.5, true)] }, [], [12]),
      WHOLE,
      [
        `bar: ${at(12)} differs: volume 9, the exchange's history says 10 (−1) — ` +
        "a gap in it was back-filled: MADE: 3 fetched",
      ],
    ],
    [
      "no trade in it, and the session left it out",
      inputsOf(config, without(flat(11), 11, 12)),
      flat(11),
      [
        `bar: ${at(11)} is missing in the session — ` +
        "nothing was traded in it: the exchange's history has a flat bar there, the session none",
      ],
    ],
    [
      "no trade in it, and the exchange left it out",
      inputsOf(config, flat(11)),
      without(flat(11), 11, 12),
      [
        `bar: ${at(11)} is not in the exchange's history — ` +
        "nothing was traded in it: the session has a flat bar there, the exchange's history none",
      ],
    ],
    [
      "a bar that the exchange doesn't know",
      inputsOf(config, WHOLE),
      without(WHOLE, 11, 12),
      [`bar: ${at(11)} is not in the exchange's history — UNEXPLAINED`],
    ],
    [
      "the exchange has revised what the warm-up was fetched from",
      inputsOf(config, WHOLE),
      changed(WHOLE, 2, { volume: 11 }),
      [
        `bar: ${at(2)} differs: volume 10, the exchange's history says 11 (−1) — ` +
        "the session took it from the exchange's history for its warm-up, where it stood so then",
      ],
    ],
    [
      "volumes that were added up in another order",
      inputsOf(config, changed(WHOLE, 12, { volume: 10 + 2e-15 * 10 })),
      WHOLE,
      [
        `bar: ${at(12)} differs: volume 10.00000000000002, the exchange's history says 10 (+${
          Number((10.00000000000002 - 10).toPrecision(6))
        }) — the same trades, added up in another order`,
      ],
    ],
  ];
  for (const [what, inputs, history, expected] of cases) {
    const report = await held(config, inputs, history);
    assert.deepEqual(lines(report, "bar"), expected, what);
    const unexplained = expected.filter((line) => line.endsWith("UNEXPLAINED")).length;
    assert.equal(report.unexplained, unexplained, `${what}: ${lines(report).join("\n")}`);
  }
});

Deno.test("what was asked by hand, and a time of standing aside, explain orders that differ though no bar does", async () => {
  const say = (command: Extract<SessionInput, { kind: "command" }>["command"]): SessionInput => ({
    kind: "command",
    command,
  });
  const seconds = (minute: number) => at(minute).replace("00Z", "30Z");
  const cases: readonly [
    what: string,
    between: Readonly<Record<number, readonly SessionInput[]>>,
    late: readonly number[],
    first: RegExp,
  ][] = [
    [
      "paused when it would have bought",
      { 13: [say({ action: "pause" })] },
      [],
      new RegExp(
        `^order: ${
          at(14)
        } only in the backtest: market buy .* — the session was paused from the bar that closed at ${
          at(14)
        } to that of ${at(22)}$`,
      ),
    ],
    [
      "flattened by hand",
      { 15: [say({ action: "flatten" })] },
      [],
      new RegExp(`^order: .* only in the session: market sell .* — flattened by hand at ${seconds(15)}$`),
    ],
    [
      "killed",
      { 16: [say({ action: "kill", flattens: false, reason: "drill" })] },
      [],
      /^order: .* only in the backtest: market sell .* — the kill switch was on from the bar that closed at .* to that of .*$/,
    ],
    [
      "bars that came late",
      {},
      [13, 14],
      new RegExp(
        `^order: ${
          at(14)
        } only in the backtest: market buy .* — its bars came late \\(the first by 95\\.0 s\\), which it ` +
          `doesn't decide on, but follows the last signal afterwards, from the bar that closed at ${
            at(14)
          } to that of ${at(15)}$`,
      ),
    ],
  ];
  const config = configOf();
  for (const [what, between, late, first] of cases) {
    const report = await held(config, inputsOf(config, WHOLE, between, late), WHOLE);
    assert.equal(report.unexplained, 0, `${what}: ${lines(report).join("\n")}`);
    assert.deepEqual(lines(report, "bar"), [], what);
    assert.match(lines(report, "order")[0], first, what);
    assert.match(report.verdict, /^\d+ differences? \(none in bars\), (all )?explained; /, what);
    assert.ok(report.interventions.length > 0, what);
  }
});

Deno.test("a pause that changed nothing is no difference", async () => {
  const config = configOf();
  const between = {
    8: [{ kind: "command", command: { action: "pause" } }],
    9: [{ kind: "command", command: { action: "resume" } }],
  } as const;
  const report = await held(config, inputsOf(config, WHOLE, between), WHOLE);
  assert.deepEqual(report.differences, []);
  assert.deepEqual(report.interventions, [
    `paused by hand at ${at(8).replace("00Z", "30Z")}`,
    `the session was paused at the bar that closed at ${at(9)}`,
    `resumed by hand at ${at(9).replace("00Z", "30Z")}`,
  ]);
});

Deno.test("a journal that leads to something else now is unexplained, unless the version is another", async () => {
  // It lived with other costs than its configuration says: as if the code had changed since.
  const lived = configOf({ account: { ...configOf().account, feeBps: 6 } });
  const same = await held(configOf(), inputsOf(configOf(), WHOLE), WHOLE, lived);
  assert.match(
    lines(same, "replay")[0],
    /^replay: input \d+ \(bars\) led to something else: equity .* then, .* now — UNEXPLAINED$/,
  );
  assert.ok(same.unexplained > 0);
  assert.deepEqual(lines(same, "order", "fill", "equity"), []);
  const older = configOf({ strategyVersion: "0.9.0", lockstep: "0.0.1" });
  const other = await held(older, inputsOf(older, WHOLE), WHOLE, lived);
  assert.equal(other.unexplained, 0);
  const changes = [
    "ema_crossover was version 0.9.0 when the session began and is 1.0.0 now",
    `the session began with Lockstep 0.0.1 and this is ${VERSION}`,
  ];
  assert.deepEqual(other.changes, changes);
  assert.ok(lines(other, "replay")[0].endsWith(` — ${changes.join("; ")}`));
});

Deno.test("a parameter that the strategy knows no more, or since, is named", async () => {
  const config = configOf({ params: { fast: 2, slow: 4 } });
  const report = await held(config, inputsOf(config, WHOLE), WHOLE);
  assert.deepEqual(report.changes, ["the parameter trailPct was not there and is 10 now"]);
  assert.match(
    report.verdict,
    /agree to the last bit: 22 bars, \d fills, though the parameter trailPct was not there/,
  );
});

Deno.test("a session whose strategy failed is compared up to there", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/breaks.ts`, mod = new URL("../mod.ts", import.meta.url).href;
    Deno.writeTextFileSync(
      path,
      `import { z } from "zod";
import { fixedQuantity, pipeline, strategy } from ${JSON.stringify(mod)};
export default strategy({
  name: "breaks", version: "1.0.0", params: z.object({}),
  build: () => pipeline().onBar((window) => {
    if (window.close() === 97) throw new Error("it broke");
    return window.close() > 102 ? 1 : 0;
  }).sizer(fixedQuantity(1)),
});
`,
    );
    const config = configOf({ strategy: path, params: {} });
    const inputs = inputsOf(config, WHOLE),
      failing = inputs.findIndex(({ input }) => input.kind === "bars" && input.bars[0][3][0] === 97);
    const reason = "it broke";
    const failed: Timed = {
      input: { kind: "failed", sequence: failing, reason },
      atMs: inputs[failing].atMs,
    };
    const report = await withJournal(async (store) => {
      const lived = [...inputs.slice(0, failing)];
      await journal(store, config, lived);
      // The rest is as a session writes it: the bar taken without the strategy, the failure, the bars after it.
      const rest = [inputs[failing], failed, ...inputs.slice(failing + 1)];
      const lease = store.acquire(ID, "test", START, 1e9);
      assert.ok("token" in lease);
      const entries = rest.map(({ input, atMs }, k) => ({
        sequence: failing + k,
        kind: input.kind,
        atMs,
        body: writeInput(input),
      }));
      store.append(lease, { entries, outcomes: [] }, (failure) => assert.equal(failure, undefined));
      return await sessionParity(store, ID, ({ toMs }) => {
        const count = WHOLE.closeTimeMs.findLastIndex((timeMs) => timeMs <= toMs) + 1;
        return Promise.resolve(WHOLE.slice(0, count));
      });
    });
    assert.deepEqual(report.notes, [
      `The strategy failed on the bar after ${at(11)} (it broke): compared up to there.`,
    ]);
    assert.equal(report.verdict, "The session and the backtest agree to the last bit: 11 bars, 2 fills.");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
