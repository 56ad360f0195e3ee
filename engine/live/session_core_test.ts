import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { registeredStrategy, STRATEGY_NAMES } from "../../strategies/registry.ts";
import { fixedQuantity } from "../../actors/sizers/fixed_quantity.ts";
import type { BarDecision } from "../decision.ts";
import { instrument } from "../instrument.ts";
import { pipeline } from "../pipeline.ts";
import { strategy } from "../strategy.ts";
import type { SessionCore, SessionTold } from "./session_core.ts";
import {
  SESSION_VERSION,
  type SessionCommand,
  type SessionConfig,
  type SessionInput,
} from "./session_input.ts";

const MINUTE = 60_000, START = Date.UTC(2024, 0, 1);

function configOf(name: string, given: Partial<SessionConfig> = {}): SessionConfig {
  return {
    version: SESSION_VERSION,
    strategy: name,
    strategyVersion: "1.0.0",
    params: {},
    venue: "made",
    instruments: [instrument("MADE", { lotSize: 0 })],
    timeframe: "1m",
    account: { cash: 1_000, direction: "both", feeBps: 0, feePerShare: 0, slippageBps: 0, leverage: 1 },
    preset: "lockstep",
    tradeFromMs: START,
    warmupBars: 0,
    lateAfterMs: 30_000,
    onLateBars: "follow",
    onFailure: "flatten",
    emptyBars: "skip",
    lockstep: "0.0.0",
    ...given,
  };
}

/** A bar that opens and closes at these prices, in the minute of this number. */
function bar(minute: number, open: number, close: number, isLate = false): SessionInput {
  const openTimeMs = START + minute * MINUTE;
  const columns = [
    open,
    Math.max(open, close),
    Math.min(open, close),
    close,
    1,
    openTimeMs,
    openTimeMs + MINUTE,
  ];
  return { kind: "bars", bars: [columns.map((x) => [x])], origin: isLate ? "backfill" : "live", isLate };
}

const say = (command: SessionCommand): SessionInput => ({ kind: "command", command });

/** A strategy that answers at each bar as it is written; a session of it, and what comes of inputs, in words. */
function play(
  answers: Readonly<Record<number, BarDecision | "throws">>,
  inputs: readonly (SessionInput | { readonly givesUp: string })[],
  given: Partial<SessionConfig> = {},
) {
  const scripted = strategy({
    name: "scripted",
    version: "1.0.0",
    params: z.object({}),
    build: () =>
      pipeline().onBar((window) => {
        const answer = answers[Math.round((window.timeMs - START) / MINUTE) - 1];
        if (answer === "throws") throw new Error("it broke");
        return answer;
      }).sizer(fixedQuantity(1)),
  });
  const core = sessionCoreOf(configOf("scripted", given), scripted)();
  const words = inputs.flatMap((input) => {
    if (!("givesUp" in input)) return inWords(core.take(input));
    core.giveUpStrategy(input.givesUp);
    return [];
  });
  return { words, core };
}

function inWords({ events }: SessionTold): string[] {
  return events.filter(({ kind }) =>
    ["submitted", "filled", "cancelled", "skipped", "refused"].includes(kind)
  ).map((
    { step, kind, direction, quantity, price, reason },
  ) =>
    [
      step,
      kind,
      kind === "filled"
        ? `${direction! * quantity!} at ${price}`
        : kind === "submitted"
        ? direction! * quantity!
        : reason,
    ]
      .join(" ")
  );
}

Deno.test("a session goes on with what another held: at its last price, before anything is traded, and by its own signals", () => {
  const given = {
    inherits: { sessionId: "before", positions: [{ instrumentIndex: 0, quantity: 3, price: 10 }] },
  };
  const history = (...bars: SessionInput[]): SessionInput => ({
    kind: "bars",
    bars: [
      Array.from(
        { length: 7 },
        (_, field) => bars.flatMap((each) => each.kind === "bars" ? each.bars[0][field] : []),
      ),
    ],
    origin: "history",
    isLate: false,
  });
  const taken = "filled 3 at 10";
  const without = play({ 1: 0 }, [bar(0, 12, 12), bar(1, 11, 11), bar(2, 13, 13)], given);
  assert.deepEqual(without.words, ["-1 submitted 3", `-1 ${taken}`, "1 submitted -3", "2 filled -3 at 13"]);
  assert.equal(without.core.equity, 1_000 + 3 * (13 - 10));
  assert.equal(without.core.trades, 1);

  // Two bars of warm-up, at whose end it is taken over; what they said last is followed.
  const warm = { ...given, tradeFromMs: START + 2 * MINUTE + 1 };
  const says: Parameters<typeof play>[0] = { 0: 1, 1: 0 };
  const inputs = [history(bar(0, 8, 8), bar(1, 9, 9)), bar(2, 12, 11), bar(3, 13, 13)];
  const flat = play(says, inputs, warm);
  assert.deepEqual(flat.words, [
    "0 skipped warm-up",
    "1 skipped warm-up",
    "1 submitted 3",
    `1 ${taken}`,
    "2 submitted -3",
    "3 filled -3 at 13",
  ]);
  const kept = play({ 0: 1 }, inputs, warm);
  assert.deepEqual(kept.words, [
    "0 skipped warm-up",
    "1 submitted 3",
    `1 ${taken}`,
    "2 skipped already long",
  ]);
  assert.equal(kept.core.equity, 1_000 + 3 * (13 - 10));

  // Its snapshot knows of it.
  const again = play({}, [], warm).core;
  again.restore(play(says, inputs.slice(0, 1), warm).core.snapshot());
  for (const input of inputs.slice(1)) again.take(input);
  assert.equal(again.equity, flat.core.equity);
});

Deno.test("what a person asks for counts at once, and what it takes is filled at the next opening that can be had", () => {
  const cases: readonly [
    what: string,
    answers: Parameters<typeof play>[0],
    inputs: Parameters<typeof play>[1],
    words: readonly string[],
    phase?: string,
    given?: Partial<SessionConfig>,
  ][] = [
    ["it trades", { 0: 1, 2: 0 }, [bar(0, 10, 10), bar(1, 11, 12), bar(2, 13, 13), bar(3, 14, 14)], [
      "0 submitted 1",
      "1 filled 1 at 11",
      "2 submitted -1",
      "3 filled -1 at 14",
    ]],
    [
      "paused, it decides nothing, and follows the last word afterwards",
      { 0: 1, 2: 0 },
      [
        bar(0, 10, 10),
        bar(1, 11, 12),
        say({ action: "pause" }),
        bar(2, 13, 13),
        bar(3, 14, 14),
        say({ action: "resume" }),
        bar(4, 15, 15),
        bar(5, 16, 16),
      ],
      ["0 submitted 1", "1 filled 1 at 11", "2 skipped paused", "4 submitted -1", "5 filled -1 at 16"],
    ],
    [
      "a cancelled order isn't filled by the bar that was under way",
      { 0: { direction: 1, quantity: 1, type: "limit", limitPrice: 9 } },
      [bar(0, 10, 10), say({ action: "cancel" }), bar(1, 10, 8)],
      ["0 submitted 1", "0 cancelled cancelled by hand"],
    ],
    [
      "flattened while a bar is under way: submitted at its close",
      { 0: 1 },
      [bar(0, 10, 10), bar(1, 11, 12), say({ action: "flatten" }), bar(2, 13, 13), bar(3, 14, 14)],
      ["0 submitted 1", "1 filled 1 at 11", "2 submitted -1", "3 filled -1 at 14"],
    ],
    [
      "killed: nothing works, nothing is decided, until it is lifted",
      { 0: 1, 2: -1, 4: -1 },
      [
        bar(0, 10, 10),
        say({ action: "kill", flattens: false, reason: "enough" }),
        bar(1, 11, 12),
        bar(2, 13, 13),
        bar(3, 14, 14),
        say({ action: "lift" }),
        bar(4, 15, 15),
        bar(5, 16, 16),
      ],
      [
        "0 submitted 1",
        "0 cancelled cancelled by hand",
        "2 skipped kill switch",
        "4 submitted -1",
        "5 filled -1 at 16",
      ],
    ],
    [
      "stopped, it closes what is held and ends",
      { 0: 1, 2: 1 },
      [
        bar(0, 10, 10),
        bar(1, 11, 12),
        say({ action: "stop", flattens: true }),
        bar(2, 13, 13),
        bar(3, 14, 14),
      ],
      ["0 submitted 1", "1 filled 1 at 11", "2 skipped kill switch", "2 submitted -1", "3 filled -1 at 14"],
      "stopped",
    ],
    [
      "while it is being stopped nothing lifts that, and a kill drops nothing",
      { 0: 1, 2: 1 },
      [
        bar(0, 10, 10),
        bar(1, 11, 12),
        say({ action: "stop", flattens: true }),
        say({ action: "lift" }),
        say({ action: "kill", flattens: false, reason: "enough" }),
        bar(2, 13, 13),
        bar(3, 14, 14),
      ],
      ["0 submitted 1", "1 filled 1 at 11", "2 skipped kill switch", "2 submitted -1", "3 filled -1 at 14"],
      "stopped",
    ],
    [
      "stopped with nothing held it ends at once",
      {},
      [bar(0, 10, 10), say({ action: "stop", flattens: true })],
      [],
      "stopped",
    ],
    [
      "bars that came late are not decided on, but the last word of that time is followed",
      { 0: 1, 1: -1, 2: 1 },
      [bar(0, 10, 10, true), bar(1, 11, 11, true), bar(2, 12, 12, true), bar(3, 13, 13), bar(4, 14, 14)],
      [
        "0 skipped bars came late",
        "1 skipped bars came late",
        "2 skipped bars came late",
        "3 submitted 1",
        "4 filled 1 at 14",
      ],
    ],
    [
      "or forgotten",
      { 0: 1 },
      [bar(0, 10, 10, true), bar(1, 11, 11), bar(2, 12, 12)],
      ["0 skipped bars came late"],
      "running",
      { onLateBars: "forget" },
    ],
    [
      "or taken as if they had been in time",
      { 0: 1 },
      [bar(0, 10, 10, true), bar(1, 11, 11, true)],
      ["0 submitted 1", "1 filled 1 at 11"],
      "running",
      { onLateBars: "act" },
    ],
    [
      "orders that are cancelled while a position waits to be closed leave it to be closed",
      { 0: 1 },
      [
        bar(0, 10, 10),
        bar(1, 11, 11),
        say({ action: "flatten" }),
        say({ action: "cancel", instrumentIndex: 0 }),
        bar(2, 12, 12),
        bar(3, 13, 13),
      ],
      ["0 submitted 1", "1 filled 1 at 11", "2 submitted -1", "3 filled -1 at 13"],
    ],
    [
      "a strategy that is given up leaves its orders to the bar on which it failed, then all is closed",
      { 0: { direction: 1, quantity: 1, type: "limit", limitPrice: 9 }, 1: "throws", 2: 1 },
      [
        bar(0, 10, 10),
        { givesUp: "it broke" },
        bar(1, 10, 8),
        { kind: "failed", sequence: 1, reason: "it broke" },
        bar(2, 12, 12),
        bar(3, 13, 13),
      ],
      ["0 submitted 1", "1 filled 1 at 9", "2 submitted -1", "3 filled -1 at 13"],
      "failed",
    ],
  ];
  for (const [what, answers, inputs, words, phase = "running", given] of cases) {
    const seen = play(answers, inputs, given);
    assert.deepEqual([...seen.words, seen.core.phase], [...words, phase], what);
  }
});

Deno.test("a strategy that fails throws, naming the bar", () => {
  assert.throws(() => play({ 1: "throws" }, [bar(0, 10, 10), bar(1, 10, 8)]), /onBar.*MADE.*bar 1.*it broke/);
});

Deno.test("the first trade of a bar tells what market orders will be filled at, and changes nothing", () => {
  const { core } = play({ 0: 1 }, [bar(0, 10, 10)]);
  const before = core.snapshot();
  const [expected] = core.expected([{ openTimeMs: START + MINUTE, price: 11.5 }]);
  assert.deepEqual([expected.kind, expected.price, expected.quantity, expected.step], ["filled", 11.5, 1, 1]);
  assert.equal(core.snapshot(), before);
  assert.deepEqual(inWords(core.take(bar(1, 11.5, 12))), ["1 filled 1 at 11.5"]);
});

Deno.test("a session taken up from a snapshot at any input goes on as one that never stopped, to the last bit, for every strategy", async () => {
  for (const name of STRATEGY_NAMES) {
    const registered = (await registeredStrategy(name))!;
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            {
              weight: 20,
              arbitrary: fc.record({
                move: fc.double({ min: -0.04, max: 0.04, noNaN: true }),
                isLate: fc.boolean(),
              }),
            },
            {
              weight: 1,
              arbitrary: fc.constantFrom<SessionCommand>(
                { action: "pause" },
                { action: "resume" },
                { action: "flatten" },
                { action: "kill", flattens: true, reason: "drill" },
                { action: "lift" },
              ),
            },
          ),
          { minLength: 40, maxLength: 160 },
        ),
        fc.nat(),
        (drawn, cut) => {
          let price = 100, minute = 0;
          const inputs = drawn.map((each): SessionInput => {
            if ("action" in each) return say(each);
            const open = price;
            price *= 1 + each.move;
            return bar(minute++, open, price, each.isLate);
          });
          const make = sessionCoreOf(configOf(name, { account: ACCOUNT }), registered);
          const straight = make(), first = make(), second = make();
          const whole = inputs.map((input) => straight.take(input));
          const at = cut % inputs.length;
          const parts = inputs.slice(0, at).map((input) => first.take(input));
          second.restore(first.snapshot());
          parts.push(...inputs.slice(at).map((input) => second.take(input)));
          assert.deepEqual(parts, whole);
          assert.equal(second.snapshot(), straight.snapshot());
          assert.deepEqual(standing(second), standing(straight));
        },
      ),
      { numRuns: 15 },
    );
  }
});

const ACCOUNT: SessionConfig["account"] = {
  cash: 10_000,
  direction: "both",
  feeBps: 5,
  feePerShare: 0,
  slippageBps: 1,
  leverage: 1,
};

function standing({ steps, equity, peak, worstDrawdown, trades, phase, run }: SessionCore) {
  return {
    steps,
    equity,
    peak,
    worstDrawdown,
    trades,
    phase,
    cash: run.cash,
    funnel: run.funnel,
    held: run.openPositions,
  };
}
