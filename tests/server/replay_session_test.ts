/** A replay's worker and what it tells browsers: conflated for the slow, never without a fill, and exactly the run's bars. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SyntheticBars } from "../../engine/data/synthetic_bars.ts";
import type { Bars } from "../../engine/bars.ts";
import { instrument } from "../../engine/instrument.ts";
import { Random } from "../../engine/random.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import { shareBars } from "../../server/data/shared_columns.ts";
import { unpackColumns } from "../../server/columns_message.ts";
import { ReplayRun } from "../../server/replay/replay_run.ts";
import { ScoutRoom } from "../../server/replay/scout_room.ts";
import { ReplaySession } from "../../server/replay/replay_session.ts";
import { accountSchema, type ReplayDefinition } from "../../server/replay_definition.ts";
import type { ClientMessage, Control, ReplayEvent, ServerMessage } from "../../server/replay_messages.ts";
import type { FromReplayWorker } from "../../server/replay/replay_worker_messages.ts";

const BARS: Bars = new SyntheticBars({ seed: 7 }).next(20_000);

function definition(given: Partial<ReplayDefinition> = {}): ReplayDefinition {
  return {
    version: 1,
    id: "r1",
    strategy: "ema_crossover",
    dataSet: "made_up",
    params: { fast: 3, slow: 8, trailPct: 2 },
    account: accountSchema.parse({ cash: 1e6, feeBps: 0.1, slippageBps: 0 }),
    preset: "lockstep",
    changes: [],
    commands: [],
    step: 0,
    createdMs: 0,
    ...given,
  };
}

type Tick = Extract<ServerMessage, { type: "tick" }>;

/** A browser that does what server/replay_messages.ts asks of it. */
class Browser {
  readonly events = new Map<number, ReplayEvent>();
  readonly bars = new Map<string, { columns: Map<string, number[]>; perPoint: number; modes: string[] }>();
  ticks: Tick[] = [];
  problems: string[] = [];
  timeline: readonly Float64Array[] = [];
  nextSequence = 0;
  hasWelcome = false;
  /** Whether it answers at once; otherwise the test does it. */
  isQuick = true;

  constructor(readonly session: () => ReplaySession, readonly id: number) {}

  say(message: ClientMessage): void {
    this.session().receive(this.id, message);
  }

  hear(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data !== "string") return this.#columns(data);
    const message: ServerMessage = JSON.parse(data);
    if (message.type === "welcome") this.hasWelcome = true;
    if (message.type === "problem") this.problems.push(message.detail);
    if (message.type !== "tick") return;
    for (const sequence of this.events.keys()) {
      if (sequence >= message.eventsFrom) this.events.delete(sequence);
    }
    for (const event of [...message.fills, ...message.events]) this.events.set(event.sequence, event);
    this.nextSequence = message.nextSequence;
    this.ticks.push(message);
    if (this.isQuick) this.say({ type: "ack", tick: message.tick });
  }

  #columns(data: Uint8Array<ArrayBuffer>): void {
    const { head, columns } = unpackColumns(data.buffer);
    if (head.type === "timeline") {
      this.timeline = columns;
      return;
    }
    const had = this.bars.get(head.view);
    const kept = new Map<string, number[]>();
    head.columns.forEach((name, k) => {
      const before = head.mode === "replace" ? [] : had!.columns.get(name)!;
      kept.set(name, [...before, ...columns[k]]);
    });
    if (head.mode === "append") {
      const times = had!.columns.get("openTimeMs")!, first = columns[1][0];
      if (times[times.length - 1] === first) {
        for (const column of kept.values()) column.splice(times.length - 1, 1);
      }
    }
    this.bars.set(head.view, {
      columns: kept,
      perPoint: head.stepsPerPoint,
      modes: [...had?.modes ?? [], head.mode],
    });
  }
}

/** A session in this process with browsers on it. */
class Stage {
  session!: ReplaySession;
  readonly browsers = new Map<number, Browser>();
  readonly standing: Extract<FromReplayWorker, { type: "standing" }>[] = [];

  static async open(given: Partial<ReplayDefinition> = {}, bars: Bars = BARS): Promise<Stage> {
    const stage = new Stage();
    const run = await ReplayRun.make(definition(given), {
      instruments: [instrument("MADE", { lotSize: 0 })],
      timeframe: "1m",
      columns: [shareBars([bars])],
      sourceNames: ["made up"],
    });
    stage.session = new ReplaySession(run, new ScoutRoom(), (message) => {
      if (message.type === "send") stage.browsers.get(message.clientId)?.hear(message.data);
      if (message.type === "standing") stage.standing.push(message);
    });
    return stage;
  }

  browser(eventsFrom = 0): Browser {
    const id = this.browsers.size + 1, browser = new Browser(() => this.session, id);
    this.browsers.set(id, browser);
    browser.say({ type: "hello", version: 1, eventsFrom });
    return browser;
  }

  async playToEnd(barsPerSecond: number | "max" = "max"): Promise<void> {
    await this.session.control({ action: "play", barsPerSecond });
    while (this.session.place.isPlaying) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  [Symbol.dispose](): void {
    this.session.close();
  }
}

const isTold = ({ kind }: ReplayEvent) =>
  ["filled", "closed", "refused", "rejected", "unsized", "halted"].includes(kind);

/** All events of a run, asked for page by page. */
function history(stage: Stage): ReplayEvent[] {
  const all: ReplayEvent[] = [], id = 99;
  let before: number | undefined;
  const listener = new Browser(() => stage.session, id);
  let page: readonly ReplayEvent[] = [];
  listener.hear = (data) => {
    if (typeof data !== "string") return;
    const message: ServerMessage = JSON.parse(data);
    if (message.type === "history") page = message.events;
  };
  stage.browsers.set(id, listener);
  listener.say({ type: "hello", version: 1, eventsFrom: 0 });
  do {
    listener.say({ type: "history", id: 1, limit: 500, before });
    all.push(...page);
    before = page.at(-1)?.sequence;
  } while (page.length === 500);
  stage.browsers.delete(id);
  stage.session.gone(id);
  return all.reverse();
}

Deno.test("a browser that is quick and one that is slow both hear of every fill", async () => {
  using stage = await Stage.open();
  const quick = stage.browser(), slow = stage.browser();
  slow.isQuick = false;
  const acknowledged = slow.ticks.length;
  await stage.playToEnd();
  assert.equal(slow.ticks.length, acknowledged + 2, "ticks that a browser gets without acknowledging any");
  while (slow.nextSequence < quick.nextSequence || slow.ticks.at(-1)!.place.step < BARS.length) {
    slow.say({ type: "ack", tick: slow.ticks.at(-1)!.tick });
  }
  const all = history(stage).filter(isTold);
  assert.ok(all.length > 500, `${all.length} events`);
  for (const browser of [quick, slow]) {
    assert.deepEqual(
      [...browser.events.values()].filter(isTold).sort((a, b) => a.sequence - b.sequence),
      all,
    );
  }
});

Deno.test("a browser that comes back goes on where it was", async () => {
  using stage = await Stage.open();
  const first = stage.browser();
  await stage.session.control({ action: "seek", step: 5_000 });
  stage.session.gone(first.id);
  await stage.session.control({ action: "seek", step: 9_000 });
  const second = stage.browser(first.nextSequence);
  const all = history(stage).filter(isTold);
  const had = [...first.events.values(), ...second.events.values()].filter(isTold);
  assert.deepEqual(had.map(({ sequence }) => sequence), all.map(({ sequence }) => sequence));
});

Deno.test("what a chart shows is the run's bars, by any path, at any resolution", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer({ min: 1, max: 1e9 }),
        bars: fc.integer({ min: 1, max: 3_000 }),
        points: fc.integer({ min: 10, max: 500 }),
      }),
      async ({ seed, bars, points }) => {
        using stage = await Stage.open({ step: seed % 3_000 }, BARS.slice(0, 4_000));
        const browser = stage.browser(), random = new Random(seed);
        browser.say({ type: "view", view: { name: "main", instrumentIndex: 0, follow: true, bars, points } });
        for (let k = 0; k < 20; k++) {
          const steps = random.uniform() < 0.7 ? random.integer(1, 60) : random.integer(-900, 900);
          await stage.session.control({ action: "step", steps });
          const { columns, perPoint } = browser.bars.get("main") ??
            { columns: new Map<string, number[]>(), perPoint: 1 };
          const { step } = stage.session.place, times = columns.get("openTimeMs") ?? [];
          if (step === 0) continue;
          // The newest point ends with this bar, and every point is the bars between its open time and the next one's.
          assert.equal(columns.get("step")!.at(-1), step - 1);
          for (let point = 0; point < times.length; point++) {
            const from = BARS.openTimeMs.indexOf(times[point]);
            const to = point + 1 < times.length ? BARS.openTimeMs.indexOf(times[point + 1]) : step;
            assert.ok(to - from <= perPoint && to > from);
            assert.equal(columns.get("open")![point], BARS.open[from]);
            assert.equal(columns.get("close")![point], BARS.close[to - 1]);
            assert.equal(columns.get("high")![point], Math.max(...BARS.high.subarray(from, to)));
            assert.equal(columns.get("low")![point], Math.min(...BARS.low.subarray(from, to)));
          }
          const shown = step - BARS.openTimeMs.indexOf(times[0]);
          assert.ok(shown >= Math.min(step, bars), `${shown} bars of ${bars} wanted at ${step}`);
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("a coarser chart shows only bars that are closed", async () => {
  using stage = await Stage.open({}, BARS.slice(0, 2_000));
  const browser = stage.browser(), hour = Timeframe.parse("1h");
  browser.say({
    type: "view",
    view: { name: "coarse", instrumentIndex: 0, follow: true, bars: 100_000, points: 1_000, timeframe: "1h" },
  });
  for (let k = 0; k < 30; k++) {
    await stage.session.control({ action: "step", steps: 53 });
    const { step, timeMs } = stage.session.place, columns = browser.bars.get("coarse")?.columns;
    const times = columns?.get("openTimeMs") ?? [];
    const closed = new Set<number>();
    for (let bar = 0; bar < step; bar++) {
      const endMs = hour.endMs(BARS.openTimeMs[bar]);
      if (endMs <= timeMs || BARS.openTimeMs[step - 1] >= endMs) {
        closed.add(hour.startMs(BARS.openTimeMs[bar]));
      }
    }
    assert.deepEqual(times.map((each) => hour.startMs(each)), [...closed], `at ${step}`);
  }
});

Deno.test("an order by hand is kept, told, taken back, and stands in the record", async () => {
  using stage = await Stage.open();
  const browser = stage.browser();
  const control = (control: Control) => stage.session.control(control);
  await control({ action: "seek", step: 300 });
  const order = {
    kind: "order",
    instrumentIndex: 0,
    decision: { direction: 1, quantity: 2, reason: "a try" },
  } as const;
  await control({ action: "command", command: order });
  assert.deepEqual(stage.standing.at(-1)!.commands, [{ afterStep: 300, command: order }]);
  const mine = () => [...browser.events.values()].filter(({ reason }) => reason === "a try");
  assert.deepEqual(mine().map(({ kind, step }) => [kind, step]), [["submitted", 299]]);
  await control({ action: "step", steps: 1 });
  assert.deepEqual(mine().map(({ kind, step }) => [kind, step]), [["submitted", 299], ["filled", 300]]);
  const { config, fingerprint } = stage.session.record();
  assert.deepEqual(config.commands, [{ afterStep: 300, command: order }]);
  // Back and forward again: it is part of the run.
  await control({ action: "seek", step: 10 });
  await control({ action: "seek", step: 301 });
  assert.equal(stage.session.record().fingerprint, fingerprint);
  using again = await Stage.open({ commands: stage.standing.at(-1)!.commands, step: 301 });
  assert.equal(again.session.record().fingerprint, fingerprint);
  await control({ action: "seek", step: 300 });
  await control({ action: "undo" });
  assert.deepEqual(mine(), []);
  await assert.rejects(control({ action: "undo" }), /Nothing was asked for by hand at this bar/);
  await assert.rejects(
    control({ action: "command", command: { ...order, instrumentIndex: 3 } }),
    /no instrument 3/,
  );
  await control({ action: "seek", step: 0 });
  await assert.rejects(control({ action: "command", command: order }), /before the first bar/);
});

Deno.test("a browser has as many charts as fit on a page, and no more", async () => {
  using stage = await Stage.open({ step: 100 });
  const browser = stage.browser();
  const view = { instrumentIndex: 0, follow: true, bars: 10, points: 10 };
  for (let k = 0; k < 10; k++) browser.say({ type: "view", view: { ...view, name: `v${k}` } });
  assert.equal(browser.problems.length, 2);
  assert.match(browser.problems[0], /there are 8 views already: close one first/);
  browser.say({ type: "closeView", name: "v0" });
  browser.say({ type: "view", view: { ...view, name: "v9" } });
  assert.equal(browser.problems.length, 2);
});

Deno.test("it goes to the next of what is asked for, and to times", async () => {
  using stage = await Stage.open();
  const browser = stage.browser();
  for (
    const [what, kinds] of [["signal", ["signal"]], ["order", ["submitted"]], ["fill", ["filled"]]] as const
  ) {
    await stage.session.control({ action: "next", what });
    const { step } = stage.session.place;
    const here = [...browser.events.values()].filter((event) => event.step === step - 1).map(({ kind }) =>
      kind
    );
    assert.ok(kinds.some((kind) => here.includes(kind)), `${what}: ${here}`);
  }
  await stage.session.control({ action: "seekTime", timeMs: BARS.closeTimeMs[777] });
  assert.equal(stage.session.place.step, 778);
  await stage.session.control({ action: "seekTime", timeMs: BARS.closeTimeMs[777] + 1 });
  assert.equal(stage.session.place.step, 779);
  await stage.session.control({ action: "seekTime", timeMs: 9e15 });
  assert.equal(stage.session.place.step, BARS.length);
  await stage.session.control({ action: "seek", step: 1e9 });
  assert.equal(stage.session.place.step, BARS.length);
});

Deno.test("it plays at the speed that is asked for, and can be held", async () => {
  using stage = await Stage.open();
  await stage.session.control({ action: "play", barsPerSecond: 2_000 });
  assert.equal(stage.session.place.isPlaying, true);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await stage.session.control({ action: "pause" });
  const { step, isPlaying } = stage.session.place;
  assert.equal(isPlaying, false);
  assert.ok(step > 0 && step <= 2_000, `${step} bars in a quarter of a second or a bit more`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(stage.session.place.step, step);
});

Deno.test("a fork is the run before up to its step, with other parameters from there", async () => {
  using before = await Stage.open({ step: 4_000 });
  using fork = await Stage.open({
    step: 4_000,
    changes: [{ atStep: 2_000, params: { fast: 5, slow: 30, trailPct: 1 } }],
    fork: { of: "r1", atStep: 2_000 },
  });
  const [a, b] = [before, fork].map((stage) => history(stage));
  const upTo = (events: ReplayEvent[]) => events.filter(({ step }) => step < 2_000);
  assert.deepEqual(upTo(b), upTo(a));
  assert.notDeepEqual(b, a);
  assert.deepEqual(fork.session.record().config.changes, [{
    atStep: 2_000,
    params: { fast: 5, slow: 30, trailPct: 1 },
  }]);
});
