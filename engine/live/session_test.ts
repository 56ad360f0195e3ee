import assert from "node:assert/strict";
import { Subject } from "rxjs";
import { z } from "zod";
import { fixedQuantity } from "../../actors/sizers/fixed_quantity.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { SimulatedDisk } from "../../simulator/simulated_disk.ts";
import { SimulatedJournal } from "../../simulator/simulated_journal.ts";
import { VirtualClock, VirtualTime } from "../../simulator/virtual_time.ts";
import type { BarDecision } from "../decision.ts";
import { instrument } from "../instrument.ts";
import { pipeline } from "../pipeline.ts";
import { Random } from "../random.ts";
import { strategy } from "../strategy.ts";
import type { FeedEvent, FeedHealth, FeedStateName } from "./feed_event.ts";
import type { FeedRequest, LiveFeed } from "./live_feed.ts";
import { recover } from "./recovery.ts";
import { Session, type SessionNews } from "./session.ts";
import { SESSION_VERSION, type SessionConfig } from "./session_input.ts";

const MINUTE = 60_000, START = Date.UTC(2024, 0, 1), ID = "s1";

const CONFIG: SessionConfig = {
  version: SESSION_VERSION,
  strategy: "scripted",
  strategyVersion: "1.0.0",
  params: {},
  venue: "made",
  instruments: [instrument("MADE", { lotSize: 0 })],
  timeframe: "1m",
  account: { cash: 1_000, direction: "both", feeBps: 0, feePerShare: 0, slippageBps: 0, leverage: 1 },
  preset: "lockstep",
  tradeFromMs: START + MINUTE,
  warmupBars: 0,
  lateAfterMs: 30_000,
  onLateBars: "follow",
  onFailure: "flatten",
  emptyBars: "flat",
  lockstep: "0.0.0",
};

/** What the strategy of a test answers, by minute; it may break. */
type Answers = Record<number, BarDecision | (() => BarDecision)>;

/** A feed that says what a test lets it. */
class HandFeed implements LiveFeed {
  readonly venue = "made";
  readonly requests: FeedRequest[] = [];
  readonly #clock: VirtualClock;
  #events = new Subject<FeedEvent>();
  #state: FeedStateName = "connecting";

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get health(): FeedHealth {
    return {
      state: this.#state,
      reason: this.#state === "live" ? "" : "it was cut",
      lastMessageSteadyMs: NaN,
      lastMessageMs: NaN,
      lagMs: NaN,
      clockSkewMs: NaN,
      exchangeNowMs: this.#clock.nowMs(),
      toldUntilMs: this.#state === "live" ? this.#clock.nowMs() : NaN,
      messages: 0,
      messagesPerSecond: 0,
      reconnects: 0,
      gaps: 0,
      unfilledGaps: 0,
      setAside: {},
    };
  }

  events(request: FeedRequest) {
    this.requests.push(request);
    this.#events = new Subject();
    return this.#events;
  }

  hasBars(): boolean {
    return true;
  }

  /** Requests for history that wait to be answered. */
  readonly asked: Parameters<LiveFeed["history"]>[1][] = [];

  history({ fromMs }: Parameters<LiveFeed["history"]>[0], done: Parameters<LiveFeed["history"]>[1]): void {
    if (fromMs < START) this.asked.push(done);
    else done([], "");
  }

  instruments(): void {}

  say(event: FeedEvent): void {
    this.#events.next(event);
  }

  is(state: FeedStateName): void {
    this.#state = state;
    this.say({ kind: "state", health: this.health });
  }
}

/** A session on a disk of its own in virtual time; it can be killed and begun again. */
class Stage {
  readonly time = new VirtualTime();
  readonly clock = new VirtualClock(this.time, START);
  readonly disk = new SimulatedDisk(this.clock, new Random(7));
  readonly told: string[] = [];
  readonly answers: Answers;
  feed!: HandFeed;
  session!: Session;
  #journal!: SimulatedJournal;
  #isUp = { value: false };

  readonly config: SessionConfig;

  constructor(answers: Answers = {}, given: Partial<SessionConfig> = {}) {
    this.answers = answers;
    this.config = { ...CONFIG, ...given };
    this.begin();
  }

  begin(holder = "one"): void {
    const isUp = this.#isUp = { value: true };
    this.#journal = new SimulatedJournal(this.disk);
    this.feed = new HandFeed(this.clock);
    this.session = new Session({
      sessionId: ID,
      config: this.config,
      store: this.#journal,
      clock: { ...bound(this.clock), after: (ms, call) => this.clock.after(ms, () => isUp.value && call()) },
      feed: this.feed,
      holder,
      makeCore: this.makeCore,
      tell: (news) => isUp.value && this.told.push(inWords(news)),
    });
    this.session.start();
    this.feed.is("live");
    this.run(10);
  }

  readonly makeCore = sessionCoreOf(
    CONFIG,
    strategy({
      name: "scripted",
      version: "1.0.0",
      params: z.object({}),
      build: () =>
        pipeline().onBar((window) => {
          const answer = this.answers[Math.round((window.timeMs - START) / MINUTE) - 1];
          return typeof answer === "function" ? answer() : answer;
        }).sizer(fixedQuantity(1)),
    }),
  );

  kill(): void {
    this.#isUp.value = false;
    this.#journal.crash();
  }

  run(ms: number): void {
    this.time.runTo(this.time.nowMs + ms);
  }

  /** Trades of a minute, at its begin and half a minute later. */
  minute(...prices: readonly [number, number]): void {
    prices.forEach((price) => {
      this.trade(price);
      this.run(MINUTE / 2);
    });
  }

  trade(price: number, timeMs: number = this.clock.nowMs(), isBackfilled = false): void {
    this.feed.say({
      kind: "trade",
      instrumentIndex: 0,
      tradeId: NaN,
      timeMs,
      price,
      quantity: 1,
      takerSide: 1,
      isBackfilled,
    });
  }

  /** Number of the next input. */
  get sequence(): number {
    return this.#journal.nextSequence(ID);
  }

  /** What was told since the last look. */
  get news(): string[] {
    return this.told.splice(0);
  }

  /** Differences between what it did and what its journal leads to. */
  get differences(): readonly string[] {
    const told: string[] = [];
    const { core, differences } = recover(new SimulatedJournal(this.disk), ID, this.makeCore, {
      fromBeginning: true,
      onInput: (_, __, { events }) => told.push(...events.map(({ kind }) => kind)),
    });
    assert.equal(core.fingerprint, this.session.core.fingerprint);
    return differences;
  }
}

function bound({ nowMs, steadyMs }: VirtualClock, clock = arguments[0] as VirtualClock) {
  return { nowMs: nowMs.bind(clock), steadyMs: steadyMs.bind(clock) };
}

function inWords(news: SessionNews): string {
  switch (news.kind) {
    case "events":
      return news.events.filter(({ kind }) => ["filled", "cancelled", "submitted", "skipped"].includes(kind))
        .map((
          { kind, direction, quantity, price, reason },
        ) =>
          kind === "filled"
            ? `filled ${direction! * quantity!} at ${price}`
            : kind === "submitted"
            ? `submitted ${direction! * quantity!}`
            : `${kind} ${reason}`
        )
        .join(", ");
    case "step":
      return `bar ${Math.round((news.timeMs - START) / MINUTE)} equity ${news.equity}`;
    case "expected":
      return `expected at ${news.events[0].price}`;
    case "phase":
      return `${news.phase}${news.reason === "" ? "" : `: ${news.reason}`}`;
    case "feed":
      return `feed ${news.state}`;
    case "alert":
      return `${news.level}: ${news.text}`;
    case "ended":
      return `ended: ${news.reason}`;
  }
}

Deno.test("trades become bars, a market order is expected at the first trade and booked at the bar's close", () => {
  const stage = new Stage({ 0: 1 });
  assert.deepEqual(stage.news, ["running", "feed live"]);
  stage.minute(10, 11);
  stage.minute(12, 13);
  stage.run(3_000);
  assert.deepEqual(stage.news, [
    "submitted 1",
    "bar 1 equity 1000",
    "expected at 12",
    "filled 1 at 12",
    "bar 2 equity 1001",
  ]);
  assert.deepEqual(stage.differences, []);
});

Deno.test("killed at any moment, it goes on from its journal; what came meanwhile is fetched from where all is known", () => {
  const stage = new Stage({ 0: 1, 3: 0 });
  stage.minute(10, 11);
  stage.trade(12);
  stage.run(20_000);
  stage.kill();
  stage.run(100_000);
  stage.told.length = 0;
  stage.begin("two");
  assert.deepEqual(stage.feed.requests[0].known, [{ tradeId: NaN, timeMs: START + MINUTE, price: 11 }]);
  // The feed tells anew what belongs to the bar that was under way, and what was missed.
  stage.trade(12, START + MINUTE, true);
  stage.trade(14, START + 2 * MINUTE, true);
  stage.run(4_000);
  assert.deepEqual(stage.news.slice(1), [
    "running",
    "feed live",
    "expected at 12",
    "filled 1 at 12",
    "bar 2 equity 1000",
    "bar 3 equity 1002",
  ]);
  stage.trade(15, START + 3 * MINUTE);
  stage.run(MINUTE);
  stage.run(3_000);
  assert.deepEqual(stage.news, ["submitted -1", "bar 4 equity 1003"]);
  assert.deepEqual(stage.differences, []);
});

Deno.test("while the feed is lost no bar is closed and nothing decided; late bars are not decided on", () => {
  const stage = new Stage({ 1: 1 });
  stage.minute(10, 10);
  stage.trade(11);
  stage.run(10_000);
  stage.feed.is("stale");
  stage.run(5 * MINUTE);
  assert.deepEqual(stage.news.slice(2), ["bar 1 equity 1000", "feed stale"]);
  stage.feed.is("live");
  stage.trade(12, START + 2 * MINUTE, true);
  stage.trade(13, START + 6 * MINUTE + 5_000);
  stage.run(1_000);
  assert.deepEqual(stage.news, [
    "feed live",
    "skipped bars came late",
    "bar 2 equity 1000",
    "bar 3 equity 1000",
    "bar 4 equity 1000",
    "bar 5 equity 1000",
    "submitted 1",
    "bar 6 equity 1000",
    "expected at 13",
  ]);
  assert.deepEqual(stage.differences, []);
});

Deno.test("with no room on the disk nothing is told; when there is room again the session goes on from what is there", () => {
  const stage = new Stage({ 0: 1 });
  stage.minute(10, 11);
  assert.deepEqual(stage.news, ["running", "feed live"]);
  stage.disk.roomBytes = 0;
  stage.minute(12, 12);
  stage.run(5_000);
  const [alarm, ...rest] = stage.news;
  assert.match(alarm, /^alarm: the journal can't be written/);
  assert.ok(
    rest.every((each) => /^(alarm: the journal can't be written|info: taken up)/.test(each)),
    rest.join("\n"),
  );
  stage.session.command({ action: "pause" });
  stage.disk.roomBytes = Infinity;
  stage.run(40_000);
  assert.deepEqual(stage.feed.requests.at(-1)!.known, [{ tradeId: NaN, timeMs: START }]);
  assert.ok(stage.news.includes("paused"), "what a person asked for meanwhile is done");
  assert.deepEqual(stage.differences, []);
});

Deno.test("history that comes twice, because the journal could not be written meanwhile, is taken once", () => {
  const stage = new Stage({}, { warmupBars: 2 }), { asked } = stage.feed;
  stage.disk.roomBytes = 0;
  stage.session.command({ action: "pause" });
  stage.run(10);
  stage.disk.roomBytes = Infinity;
  stage.run(1_000);
  assert.equal(asked.length, 2, "it was asked for again");
  const history = [2, 1].map((ago) => ({
    openTimeMs: START + MINUTE - ago * MINUTE,
    ...{ open: 10, high: 10, low: 10, close: 10, volume: 1 },
  }));
  for (const answer of asked) answer(history, "");
  stage.run(1_000);
  assert.equal(stage.session.core.steps, 2);
  assert.equal(stage.feed.requests.length, 1, "it listens once");
  assert.deepEqual(stage.news.filter((each) => each.includes("failed")), []);
  assert.deepEqual(stage.differences, []);
});

Deno.test("a strategy that decides otherwise than it did, under the same version, isn't taken up, wherever the last snapshot is", () => {
  for (let inputs = 60; inputs <= 70; inputs++) {
    const stage = new Stage({ 0: 1 });
    stage.minute(10, 11);
    stage.minute(12, 12);
    for (let k = stage.sequence; k < inputs; k++) {
      stage.session.command({ action: "resume" });
      stage.run(100);
    }
    stage.kill();
    stage.run(20_000);
    stage.answers[0] = -1;
    assert.throws(() => stage.begin("two"), /did something else when it was live/, `after ${inputs} inputs`);
  }
});

Deno.test("another process that takes the session over ends it here", () => {
  const stage = new Stage();
  stage.minute(10, 11);
  const rival = new SimulatedJournal(stage.disk);
  assert.ok("token" in rival.acquire(ID, "rival", stage.clock.nowMs() + 16_000, 15_000));
  stage.trade(12);
  stage.run(17_000);
  assert.match(stage.news.at(-1)!, /^ended: another process has taken it/);
  assert.throws(
    () => stage.begin("three"),
    /^LockstepError: Session s1 is run by rival: stop it there, or wait until/,
  );
});

Deno.test("a strategy that fails is tried again, then given up: what works is cancelled, what is held is closed, the session goes on", () => {
  const stage = new Stage({
    0: 1,
    2: () => {
      throw new Error("it broke");
    },
  });
  for (const price of [10, 11, 12, 13, 14]) stage.minute(price, price);
  stage.run(10_000);
  const news = stage.news.filter((each) => !each.startsWith("info"));
  assert.deepEqual(
    news.filter((each) => /fail|filled|submitted/.test(each)).map((each) =>
      each.replace(/: The strategy.*/, "")
    ),
    [
      "submitted 1",
      "filled 1 at 11",
      "warning: the strategy failed and is tried again: onBar failed at MADE, bar 2 (2024-01-01T00:02:00Z): it broke",
      "warning: the strategy failed and is tried again: onBar failed at MADE, bar 2 (2024-01-01T00:02:00Z): it broke",
      "alarm: the strategy has failed and is set aside: onBar failed at MADE, bar 2 (2024-01-01T00:02:00Z): it broke",
      "failed: onBar failed at MADE, bar 2 (2024-01-01T00:02:00Z): it broke",
      "submitted -1",
      "filled -1 at 14",
    ],
  );
  assert.deepEqual(stage.differences, []);
  stage.kill();
  stage.run(20_000);
  stage.begin("two");
  assert.equal(stage.session.core.phase, "failed");
  assert.deepEqual(stage.differences, []);
});

Deno.test("one that fails once, for a reason of its own memory, is helped by being made again", () => {
  let isBroken = true;
  const stage = new Stage({
    1: () => {
      if (!isBroken) return 1;
      isBroken = false;
      throw new Error("a hiccup");
    },
  });
  for (const price of [10, 11, 12, 13]) stage.minute(price, price);
  assert.ok(stage.news.includes("filled 1 at 12"));
  assert.equal(stage.session.core.phase, "running");
  assert.deepEqual(stage.differences, []);
});

Deno.test("stopped, it ends; left, it can be taken up", () => {
  const stage = new Stage();
  stage.minute(10, 11);
  stage.session.command({ action: "stop", flattens: true });
  stage.run(1_000);
  assert.deepEqual(stage.news.slice(-2), ["stopped", "ended: it was stopped"]);
  stage.begin("two");
  assert.equal(stage.news.at(-1), "ended: it was stopped earlier");

  const other = new Stage();
  other.minute(10, 11);
  other.session.leave();
  assert.match(other.news.at(-1)!, /^ended: it was left/);
  other.begin("two");
  assert.deepEqual(other.news.slice(-2), ["running", "feed live"]);
});
