/** A run that is held, taken back and taken on again is the run that never stopped: to the last bit, by any path. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compose, DEFAULT_ACCOUNT } from "../../actors/compose.ts";
import { percentOfEquity } from "../../actors/sizers/mod.ts";
import { SyntheticBars } from "../../engine/data/synthetic_bars.ts";
import type { Command, Frame, Universe } from "../../engine/frame.ts";
import {
  STATEMENT_KINDS,
  STATEMENT_ROW,
  STATEMENT_ROW_WIDTH,
  type StatementKind,
} from "../../engine/desk/statements.ts";
import { HeldRun, type HeldRunParts } from "../../engine/held_run.ts";
import { instrument } from "../../engine/instrument.ts";
import { cutFrames } from "../../engine/laws/cut.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { Random } from "../../engine/random.ts";
import type { Reasons } from "../../engine/reasons.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { allSubjects, lawCase } from "./subjects.ts";

const CASES = Number(Deno.env.get("LOCKSTEP_HELD_CASES") ?? 60);
const CONTROLS = 200;

const subjects = await allSubjects();

/** All that a held run shows at the step at which it stands. */
function seen(held: HeldRun): unknown {
  return {
    step: held.step,
    failure: held.failure,
    equity: [...held.equity.subarray(0, held.step)],
    indicators: held.indicators.map((columns, i) =>
      columns.map((column) => [...column.subarray(0, held.barsSeen(i))])
    ),
    said: said(held.statements.rows(), held.reasons),
    figures: [held.peak, held.worstDrawdown, held.trades],
    funnel: held.run.funnel,
    levels: held.run.levels,
    positions: held.run.openPositions,
    halted: held.run.haltReason,
    snapshot: JSON.stringify(held.run.snapshot()),
  };
}

/** Statements with their reasons in words. */
function said(rows: Float64Array, reasons: Reasons): unknown[] {
  return Array.from({ length: rows.length / STATEMENT_ROW_WIDTH }, (_, row) => {
    const values = [...rows.subarray(row * STATEMENT_ROW_WIDTH, (row + 1) * STATEMENT_ROW_WIDTH)];
    const reason = values[STATEMENT_ROW.reason];
    return [...values.slice(0, STATEMENT_ROW.reason), reason === reason ? reasons.text(reason) : ""];
  });
}

function parts(index: number, seed: number, instruments: number, steps: number): HeldRunParts {
  const { makeRun, universe, bars, initialCash } = lawCase(subjects[index], seed, instruments, steps, [1]);
  const make = (changes: number, tradeFromMs: number) =>
    makeRun({ keepsStatements: true, ...changes > 0 && { tradeFromMs } }, changes);
  return { universe, bars, initialCash, make };
}

function anyCommand(random: Random, instruments: number, close: number): Command {
  const instrumentIndex = random.integer(0, instruments - 1), kind = random.uniform();
  if (kind < 0.15) return { kind: "flatten", ...random.uniform() < 0.5 && { instrumentIndex } };
  if (kind < 0.3) return { kind: "cancel", ...random.uniform() < 0.5 && { instrumentIndex } };
  const near = () => close * (1 + (random.uniform() - 0.5) * 0.06);
  const type = (["market", "limit", "stop", "stop_limit"] as const)[random.integer(0, 3)];
  return {
    kind: "order",
    instrumentIndex,
    decision: {
      direction: ([1, -1, 0] as const)[random.integer(0, 2)],
      type,
      ...random.uniform() < 0.7 && { quantity: Math.max(1, 2000 * random.uniform() / close) },
      ...type.endsWith("limit") && { limitPrice: near() },
      ...type.startsWith("stop") && { stopPrice: near() },
      ...random.uniform() < 0.3 && { timeInForce: "day" as const },
      ...random.uniform() < 0.3 && { stopLossPrice: near(), takeProfitPrice: near() },
    },
  };
}

function control(held: HeldRun, random: Random): void {
  const kind = random.uniform();
  if (kind < 0.3) held.seek(held.step + random.integer(1, 5));
  else if (kind < 0.45) held.seek(held.step - random.integer(1, 8));
  else if (kind < 0.6) held.seek(random.integer(0, held.steps));
  else if (kind < 0.8) {
    const what = ([["signal"], ["submitted"], ["filled"], ["refused", "rejected"]] as StatementKind[][])[
      random.integer(0, 3)
    ];
    held.seekNext(what, random.uniform() < 0.5 ? Infinity : random.integer(1, 30));
  } else if (kind < 0.95) {
    if (held.step === 0) return;
    const i = random.integer(0, held.bars.length - 1);
    held.command(
      anyCommand(random, held.bars.length, held.bars[i].close[Math.max(0, held.barsSeen(i) - 1)] ?? 50),
    );
  } else if (kind < 0.97) held.scout(random.integer(1, 300));
  else held.undo();
}

const market = {
  subject: fc.nat(subjects.length - 1),
  seed: fc.integer({ min: 1, max: 2_000_000_000 }),
  instruments: fc.integer({ min: 1, max: 5 }),
  steps: fc.integer({ min: 1, max: 700 }),
};

Deno.test(`any moment, reached by any path of ${CONTROLS} controls, is that of the straight run`, () => {
  fc.assert(
    fc.property(fc.record(market), ({ subject, seed, instruments, steps }) => {
      const given = parts(subject, seed, instruments, steps), random = new Random(seed + 2);
      const held = new HeldRun(given);
      for (let k = 0; k < CONTROLS; k++) control(held, random);
      const straight = new HeldRun({ ...given, commands: held.commands });
      straight.seek(held.step);
      assert.deepEqual(seen(held), seen(straight), subjects[subject].name);
    }),
    { numRuns: CASES },
  );
});

Deno.test("a held run is the run of one-bar frames with the same commands", () => {
  fc.assert(
    fc.property(fc.record(market), ({ subject, seed, instruments, steps }) => {
      const given = parts(subject, seed, instruments, steps), random = new Random(seed + 3);
      const held = new HeldRun(given);
      for (let k = 0; k < 30; k++) control(held, random);
      held.seek(held.steps);
      const run = given.make(0, -Infinity), equity: number[] = [], statements: unknown[] = [];
      for (const frame of cutFrames(given.universe, given.bars, [1])) {
        const after = frame.firstStep + 1;
        const commands = held.commands.filter(({ afterStep }) => afterStep === after).map(({ command }) =>
          command
        );
        const settled = run.receive({ ...frame, ...commands.length > 0 && { commands } } as Frame);
        equity.push(settled.equity[0]);
        for (const row of said(settled.statements!.rows.rows(), settled.statements!.reasons) as number[][]) {
          statements.push([row[0] + frame.firstStep, ...row.slice(1)]);
        }
      }
      assert.deepEqual([...held.equity], equity, subjects[subject].name);
      assert.deepEqual(said(held.statements.rows(), held.reasons), statements, subjects[subject].name);
      assert.deepEqual(held.run.funnel, run.funnel);
      assert.equal(JSON.stringify(held.run.snapshot()), JSON.stringify(run.snapshot()));
    }),
    { numRuns: CASES },
  );
});

Deno.test("what is kept of what was said changes nothing that is done", () => {
  fc.assert(
    fc.property(fc.record(market), ({ subject, seed, instruments, steps }) => {
      const { makeRun, universe, bars } = lawCase(subjects[subject], seed, instruments, steps, [1]);
      const runs = [makeRun(), makeRun({ keepsStatements: true })].map((run) => {
        const rows = [...cutFrames(universe, bars, [50])].map((frame) => {
          const { orders, orderEnds, fills, trades, equity } = run.receive(frame);
          return [orders, orderEnds, fills, trades].map((log) => [...log.rows()]).concat([[...equity]]);
        });
        return [rows, JSON.stringify(run.snapshot())];
      });
      assert.deepEqual(runs[0], runs[1]);
    }),
    { numRuns: CASES },
  );
});

Deno.test("a change of plan on the way takes over what is held, by any path", () => {
  fc.assert(
    fc.property(fc.record(market), ({ subject, seed, instruments, steps }) => {
      const random = new Random(seed + 4);
      const changes = [random.integer(1, steps), random.integer(1, steps)].sort((a, b) => a - b);
      const given = { ...parts(subject, seed, instruments, steps), changes };
      const held = new HeldRun(given);
      for (let k = 0; k < CONTROLS; k++) control(held, random);
      const straight = new HeldRun({ ...given, commands: held.commands });
      straight.seek(held.step);
      assert.deepEqual(seen(held), seen(straight), subjects[subject].name);
      // Up to the first change it is the run without any.
      const plain = new HeldRun({ ...parts(subject, seed, instruments, steps), commands: held.commands });
      plain.seek(Math.min(held.step, changes[0] - 1));
      held.seek(plain.step);
      assert.deepEqual(seen(held), seen(plain), subjects[subject].name);
    }),
    { numRuns: CASES },
  );
});

Deno.test("every signal's way is told to its end", () => {
  const kindOf = (row: readonly unknown[]) => STATEMENT_KINDS[row[STATEMENT_ROW.kind] as number];
  fc.assert(
    fc.property(fc.record(market), ({ subject, seed, instruments, steps }) => {
      const held = new HeldRun(parts(subject, seed, instruments, steps));
      held.seek(held.steps);
      const counts = new Map<string, number>();
      for (const row of said(held.statements.rows(), held.reasons) as unknown[][]) {
        counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
      }
      const { funnel } = held.run, of = (kind: StatementKind) => counts.get(kind) ?? 0;
      const sum = (reasons: Record<string, number>) => Object.values(reasons).reduce((a, b) => a + b, 0);
      assert.equal(of("signal"), funnel.signals);
      assert.equal(of("approved"), funnel.approved);
      assert.equal(of("submitted"), funnel.submitted);
      assert.equal(of("refused"), sum(funnel.refused));
      assert.equal(of("rejected"), sum(funnel.rejected));
      assert.equal(of("cancelled"), sum(funnel.cancelled));
      assert.equal(of("expired"), funnel.expired);
      assert.equal(of("unsized"), sum(funnel.unsized));
    }),
    { numRuns: CASES },
  );
});

const FAILING_BARS = new SyntheticBars({ seed: 5 }).next(900);

/** A run over one instrument whose strategy does this at every bar, after so many changes of plan. */
function failingParts(atBar: (bars: number, changes: number) => void, changes: number[] = []): HeldRunParts {
  const universe: Universe = { instruments: [instrument("MADE")], timeframe: Timeframe.parse("1m") };
  const make = (changes: number, tradeFromMs: number) => {
    const plan = pipeline().onBar((window) => {
      atBar(window.bars, changes);
      return window.bars % 7 === 0 ? (window.bars % 2 === 0 ? 1 : 0) : undefined;
    }).sizer(percentOfEquity(50)).plan();
    return compose(plan, universe, DEFAULT_ACCOUNT, { desk: { keepsStatements: true, tradeFromMs } });
  };
  return { universe, bars: [FAILING_BARS], initialCash: DEFAULT_ACCOUNT.cash, make, changes };
}

Deno.test("where a strategy fails the run stands before that bar, by any path", () => {
  fc.assert(
    fc.property(
      fc.record({ seed: fc.nat(), failsAt: fc.integer({ min: 1, max: 900 }) }),
      ({ seed, failsAt }) => {
        const given = failingParts((bars) => {
          if (bars === failsAt) throw new Error("boom");
        });
        const held = new HeldRun(given), random = new Random(seed + 1);
        for (let k = 0; k < 30; k++) control(held, random);
        held.seek(900);
        assert.equal(held.step, failsAt - 1);
        assert.match(held.failure, /^onBar failed at MADE, bar \d+ .*boom/);
        const straight = new HeldRun({ ...given, commands: held.commands });
        straight.seek(900);
        assert.deepEqual(seen(held), seen(straight));
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("a plan that fails on the bars before it takes over ends the run there", () => {
  const held = new HeldRun(failingParts((bars, changes) => {
    if (changes === 1 && bars === 10) throw new Error("boom");
  }, [300]));
  held.seek(900);
  assert.deepEqual([held.step, /bar 9 .*boom/.test(held.failure)], [299, true], held.failure);
  held.seek(100);
  assert.equal(held.failure, "");
  assert.equal(held.scout(1_000), false);
  assert.equal(held.step, 100);
});

Deno.test("a strategy that fails once and not again, or by chance, doesn't run for ever", () => {
  let isFirst = true;
  const once = new HeldRun(failingParts((bars) => {
    if (bars === 500 && isFirst) throw new Error(`boom ${isFirst = false}`);
  }));
  once.seek(900);
  assert.match(once.failure, /boom/);
  const random = new Random(3);
  const chance = new HeldRun(failingParts(() => {
    if (random.uniform() < 0.02) throw new Error("boom");
  }));
  for (const step of [900, 50, 700, 20, 900]) chance.seek(step);
  assert.match(chance.failure, /boom/);
});

Deno.test("scouting in small strides makes every step near", () => {
  let asked = 0;
  const held = new HeldRun(failingParts(() => asked++));
  held.seek(100);
  while (held.scout(7));
  assert.equal(held.step, 100);
  assert.ok(asked < 2 * FAILING_BARS.length, `${asked} bars were run`);
  const before = asked;
  held.jump(899);
  assert.deepEqual([held.step, asked], [768, before], "the last snapshot before it, and nothing run");
  const straight = new HeldRun(failingParts(() => {}));
  for (const step of [899, 400]) {
    held.seek(step);
    straight.seek(step);
    assert.deepEqual(seen(held), seen(straight));
  }
});
