import type { StatementKind } from "../../engine/desk/statements.ts";
import { LockstepError } from "../../engine/error.ts";
import type { HeldRun } from "../../engine/held_run.ts";
import type { RunResult } from "../../engine/result.ts";
import { Timeframe } from "../../engine/timeframe.ts";
import type {
  ClientMessage,
  Control,
  HandCommand,
  ReplayDescription,
  ReplayEvent,
  ReplayPlace,
  ServerMessage,
} from "../replay_messages.ts";
import type { FromReplayWorker } from "./replay_worker_messages.ts";
import { eventOfRow, mustBeTold, rowAtStep, stageOfRow } from "./replay_events.ts";
import type { ReplayRun } from "./replay_run.ts";
import { Stride } from "./stride.ts";
import { BarsView, packTimeline } from "./replay_views.ts";
import type { Scout, ScoutRoom } from "./scout_room.ts";

/** How long the run may work before it looks after messages again, and how often browsers are told while it plays. */
const WORK_MS = 12, TELL_EVERY_MS = 16, TIMELINE_EVERY_MS = 200, STANDING_EVERY_MS = 250;

/** Steps at a time while it works, and while nothing else is to be done and it runs ahead: at most, and for how long. */
const WORKED_STEPS = 4_096, WORKED_MS = 6, SCOUTED_STEPS = 16_384, SCOUTED_MS = 20;

/** How long a replay that may not run ahead waits until it asks again. */
const SCOUT_AGAIN_MS = 200;

/** Charts that a browser may have, and what may be asked for by hand in a replay. */
const VIEWS_MOST = 8, COMMANDS_MOST = 10_000;

/** Ticks that a browser may leave unacknowledged. */
const UNACKNOWLEDGED_MOST = 2;

/**
 * Events in a tick: of those that must not be missed (the rest follows in the next tick), and of the newest of all others. With 2,000 of the
 * former a seek in a million bars took up to 220 ms in a browser that had some 46,000 to hear of; with 500 it takes 50.
 */
const TOLD_MOST = 500, NEWEST_MOST = 100;

const WHAT: Readonly<Record<Extract<Control, { action: "next" }>["what"], readonly StatementKind[]>> = {
  signal: ["signal"],
  order: ["submitted"],
  fill: ["filled"],
  refusal: ["refused", "rejected", "unsized", "halted"],
};

/** What the run is doing by itself. */
type Going =
  | { readonly kind: "playing"; readonly fromStep: number; readonly sinceMs: number }
  | { readonly kind: "looking"; readonly for: readonly StatementKind[]; done(): void }
  | { readonly kind: "going"; readonly to: number; done(): void };

/** A browser that looks on. */
class Client {
  readonly views = new Map<string, BarsView>();
  /** Events before this number are told. */
  told = 0;
  ticks = 0;
  unacknowledged = 0;
  toldAtMs = -Infinity;
  timelineAtMs = -Infinity;
  toldStep = -1;
  /** Whether something has changed since the last tick. */
  isBehind = true;
}

/** A replay at work: carries out what it is told, and tells everybody who looks on, as fast as each of them can take it. */
export class ReplaySession implements Scout {
  readonly #room: ScoutRoom;
  readonly #run: ReplayRun;
  readonly #held: HeldRun;
  readonly #post: (message: FromReplayWorker, transfer?: Transferable[]) => void;
  readonly #clients = new Map<number, Client>();
  #going: Going | undefined;
  #barsPerSecond: number | "max" = 16;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #standingAtMs = -Infinity;
  readonly #working = new Stride(WORKED_STEPS, WORKED_MS);
  readonly #scouting = new Stride(SCOUTED_STEPS, SCOUTED_MS);

  /** When somebody last asked something of it. */
  usedAtMs = performance.now();

  constructor(
    run: ReplayRun,
    room: ScoutRoom,
    post: (message: FromReplayWorker, transfer?: Transferable[]) => void,
  ) {
    this.#room = room;
    this.#run = run;
    this.#held = run.held;
    this.#post = post;
    this.#held.seek(run.definition.step);
    room.enter(this);
  }

  get isGoing(): boolean {
    return this.#going !== undefined;
  }

  get keptBytes(): number {
    return this.#held.keptBytes;
  }

  get place(): ReplayPlace {
    const { step, timeMs, bars } = this.#held;
    return {
      step,
      timeMs: step > 0
        ? timeMs[step - 1]
        : Math.min(...bars.map(({ openTimeMs }) => openTimeMs[0] ?? Infinity)),
      isPlaying: this.#going?.kind === "playing",
      barsPerSecond: this.#barsPerSecond,
    };
  }

  describe(): ReplayDescription {
    return this.#run.describe();
  }

  record(): RunResult {
    return this.#run.record();
  }

  /** A browser's message. */
  receive(clientId: number, message: ClientMessage): void {
    if (message.type !== "ack") this.usedAtMs = performance.now();
    if (message.type === "hello") {
      const client = new Client();
      client.told = Math.min(message.eventsFrom, this.#held.statements.length);
      this.#clients.set(clientId, client);
      this.#send(clientId, { type: "welcome", version: 1, replay: this.describe() });
      if (this.#going === undefined) this.#scoutLater();
      return this.#tell(clientId, client);
    }
    const client = this.#clients.get(clientId);
    if (client === undefined) return this.#problem(clientId, "say hello first");
    switch (message.type) {
      case "ack":
        client.unacknowledged = Math.max(0, client.ticks - 1 - message.tick);
        return this.#tell(clientId, client);
      case "control":
        this.control(message.control).catch((error) => {
          if (!(error instanceof LockstepError)) throw error; // a fault of ours: what stands here can't be relied on
          this.#problem(clientId, error.message);
        });
        return;
      case "view":
        return this.#view(clientId, client, message.view);
      case "closeView":
        client.views.delete(message.name);
        return;
      case "history":
        return this.#send(clientId, { type: "history", id: message.id, events: this.#history(message) });
    }
  }

  /** Comes to an end: nothing is done or told any more. */
  close(): void {
    this.#room.leave(this);
    this.#clients.clear();
    this.#stop();
  }

  gone(clientId: number): void {
    this.#clients.delete(clientId);
  }

  /** Carries a control out; resolves when it has been (`play`: when it has begun). @throws LockstepError where it can't be. */
  async control(control: Control): Promise<void> {
    const held = this.#held;
    this.usedAtMs = performance.now();
    switch (control.action) {
      case "play":
        this.#stop();
        this.#barsPerSecond = control.barsPerSecond;
        if (!this.#isAtEnd) {
          this.#going = { kind: "playing", fromStep: held.step, sinceMs: performance.now() };
        }
        this.#schedule(0);
        break;
      case "pause":
        this.#stop();
        break;
      case "step":
        return await this.#seek(held.step + control.steps);
      case "seek":
        return await this.#seek(control.step);
      case "seekTime":
        return await this.#seek(held.stepAtTime(control.timeMs) + 1);
      case "next":
        return await this.#go((done) => ({ kind: "looking", for: WHAT[control.what], done }));
      case "command":
        this.#stop();
        this.#byHand(control.command);
        break;
      case "undo":
        this.#stop();
        this.#changed(() => {
          if (!held.undo()) throw new LockstepError("Nothing was asked for by hand at this bar.");
        });
        break;
    }
    this.#standing();
    this.#tellAll();
  }

  /** To a step: back at once, since that is a few thousand bars at most; forward with a look at messages now and then. */
  async #seek(step: number): Promise<void> {
    this.#stop();
    const held = this.#held, to = Math.max(0, Math.min(held.steps, step));
    if (to < held.step) {
      this.#invalidate();
      held.seek(to);
    }
    await this.#go((done) => ({ kind: "going", to, done }));
  }

  /** Does something in turns; resolves when it is done, or something else is asked for. */
  async #go(going: (done: () => void) => Going): Promise<void> {
    this.#stop();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#going = going(resolve);
    this.#work();
    await promise;
  }

  #invalidate(): void {
    for (const { views } of this.#clients.values()) for (const view of views.values()) view.invalidate();
  }

  #byHand(command: HandCommand): void {
    const { instruments } = this.#held.universe, { instrumentIndex } = command;
    if (instrumentIndex !== undefined && instrumentIndex >= instruments.length) {
      throw new LockstepError(
        `There is no instrument ${instrumentIndex}: there are ${instruments.length}, from 0.`,
      );
    }
    if (this.#held.commands.length >= COMMANDS_MOST) {
      throw new LockstepError(
        `A replay takes ${COMMANDS_MOST.toLocaleString("en")} commands by hand, and has them.`,
      );
    }
    this.#changed(() => this.#held.command(command));
  }

  /** Does something that makes this bar another one than browsers were told of. */
  #changed(change: () => void): void {
    const held = this.#held;
    try {
      change();
    } finally {
      const from = rowAtStep(held, held.step - 1);
      this.#invalidate();
      for (const client of this.#clients.values()) client.told = Math.min(client.told, from);
    }
  }

  get #isAtEnd(): boolean {
    return this.#held.step >= this.#held.steps || this.#held.failure !== "";
  }

  #stop(): void {
    const going = this.#going;
    this.#going = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (going !== undefined && going.kind !== "playing") going.done();
  }

  /** While it rests and somebody looks on the run looks ahead, so that every step is near: of a million bars some 50 MB are remembered. */
  #scoutLater(waitMs = 1): void {
    clearTimeout(this.#timer);
    if (this.#clients.size === 0) return;
    this.#timer = setTimeout(() => {
      if (this.#going !== undefined) return;
      if (!this.#room.may(this)) return this.#scoutLater(SCOUT_AGAIN_MS);
      if (this.#scouting.take((steps) => this.#held.scout(steps))) this.#scoutLater();
    }, waitMs);
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#work(), delayMs);
  }

  /** A turn of what the run does by itself; then messages are looked after. */
  #work(): void {
    const going = this.#going;
    if (going === undefined) return;
    const isOver = going.kind === "looking" ? this.#look(going) : this.#play(this.#due(going));
    if (isOver) {
      this.#stop();
      this.#standing();
    }
    this.#tellAll(this.#going === undefined);
    if (this.#going !== undefined) {
      if (performance.now() - this.#standingAtMs > STANDING_EVERY_MS) this.#standing();
      const isHurried = this.#barsPerSecond === "max" || this.#going.kind !== "playing";
      this.#schedule(isHurried ? 0 : TELL_EVERY_MS);
    }
  }

  /** The step up to which it should have come by now. */
  #due(going: Exclude<Going, { kind: "looking" }>): number {
    const { steps } = this.#held;
    if (going.kind === "going") return going.to;
    if (this.#barsPerSecond === "max") return steps;
    return Math.min(
      steps,
      going.fromStep + Math.floor((performance.now() - going.sinceMs) * this.#barsPerSecond / 1000),
    );
  }

  /** Runs as far as is due, or as long as a turn may take. Says whether it is over. */
  #play(due: number): boolean {
    const held = this.#held, beganMs = performance.now();
    if (this.#going?.kind === "going") held.jump(due);
    while (held.step < due && held.failure === "" && performance.now() - beganMs < WORK_MS) {
      this.#working.take((steps) => held.seek(held.step + steps), due - held.step);
    }
    return this.#isAtEnd || this.#going?.kind === "going" && held.step >= due;
  }

  #look(going: Extract<Going, { kind: "looking" }>): boolean {
    const beganMs = performance.now();
    while (!this.#isAtEnd && performance.now() - beganMs < WORK_MS) {
      if (this.#working.take((steps) => this.#held.seekNext(going.for, steps))) return true;
    }
    return this.#isAtEnd;
  }

  #standing(): void {
    if (this.#going === undefined) this.#scoutLater();
    this.#standingAtMs = performance.now();
    const commands = this.#held.commands as readonly { afterStep: number; command: HandCommand }[];
    this.#post({ type: "standing", place: this.place, commands: commands.map((each) => ({ ...each })) });
  }

  #view(clientId: number, client: Client, view: Extract<ClientMessage, { type: "view" }>["view"]): void {
    const { instruments } = this.#held.universe;
    if (view.instrumentIndex >= instruments.length) {
      return this.#problem(clientId, `there is no instrument ${view.instrumentIndex}`);
    }
    try {
      if (view.timeframe !== undefined) Timeframe.parse(view.timeframe);
    } catch (error) {
      return this.#problem(clientId, wordsOf(error));
    }
    if (client.views.size >= VIEWS_MOST && !client.views.has(view.name)) {
      return this.#problem(clientId, `there are ${VIEWS_MOST} views already: close one first`);
    }
    client.views.set(view.name, new BarsView(view, this.#held));
    client.isBehind = true;
    this.#tell(clientId, client);
  }

  #history({ stage, before = Infinity, limit }: Extract<ClientMessage, { type: "history" }>): ReplayEvent[] {
    const events: ReplayEvent[] = [];
    for (
      let row = Math.min(before, this.#held.statements.length) - 1;
      row >= 0 && events.length < limit;
      row--
    ) {
      if (stage === undefined || stageOfRow(this.#held, row) === stage) {
        events.push(eventOfRow(this.#held, row));
      }
    }
    return events;
  }

  /** While it goes by itself only bars are `news`: at low speeds most turns bring none. */
  #tellAll(isNews = true): void {
    for (const [clientId, client] of this.#clients) {
      if (isNews || client.toldStep !== this.#held.step) client.isBehind = true;
      this.#tell(clientId, client);
    }
  }

  /** Tells a browser where the run stands, unless it has enough to do with what it was told before. */
  #tell(clientId: number, client: Client): void {
    if (!client.isBehind || client.unacknowledged >= UNACKNOWLEDGED_MOST) return;
    const nowMs = performance.now(), isGoing = this.#going !== undefined;
    if (isGoing && nowMs - client.toldAtMs < TELL_EVERY_MS) return;
    client.toldAtMs = nowMs;
    client.isBehind = false;
    client.toldStep = this.#held.step;
    for (const view of client.views.values()) {
      const columns = view.next();
      if (columns !== undefined) this.#sendColumns(clientId, columns);
    }
    if (!isGoing || nowMs - client.timelineAtMs > TIMELINE_EVERY_MS) {
      client.timelineAtMs = nowMs;
      this.#sendColumns(clientId, packTimeline(this.#held));
    }
    client.unacknowledged++;
    const tick = this.#tick(client);
    client.isBehind = client.told < this.#held.statements.length;
    this.#send(clientId, tick);
  }

  #tick(client: Client): ServerMessage {
    const held = this.#held, { run, statements } = held, { length } = statements;
    const from = client.told = Math.min(client.told, length);
    const fills: ReplayEvent[] = [], events: ReplayEvent[] = [];
    let row = from;
    for (; row < length && fills.length < TOLD_MOST; row++) {
      if (mustBeTold(held, row)) fills.push(eventOfRow(held, row));
    }
    for (let newest = Math.max(from, length - NEWEST_MOST); newest < length; newest++) {
      if (!mustBeTold(held, newest)) events.push(eventOfRow(held, newest));
    }
    client.told = row;
    const equity = held.step > 0 ? held.equity[held.step - 1] : held.peak;
    const symbols = held.universe.instruments.map(({ symbol }) => symbol);
    const { cash } = this.#run.definition.account;
    return {
      type: "tick",
      tick: client.ticks++,
      place: this.place,
      eventsFrom: from,
      nextSequence: row,
      fills,
      events,
      indicators: held.indicators.map((columns, i) =>
        columns.map((column) => known(column[held.barsSeen(i) - 1]))
      ),
      bars: held.bars.map(({ open, high, low, close, volume }, i) => {
        const bar = held.barsSeen(i) - 1;
        return bar < 0 ? null : [open[bar], high[bar], low[bar], close[bar], volume[bar]];
      }),
      equity,
      cash: run.cash,
      drawdownPct: 100 * (equity / held.peak - 1),
      maxDrawdownPct: 100 * held.worstDrawdown,
      returnPct: 100 * (equity / cash - 1),
      trades: held.trades,
      positions: run.openPositions.map((
        { instrument, direction, quantity, entryPrice, lastPrice, unrealisedProfit },
      ) => ({
        instrumentIndex: symbols.indexOf(instrument),
        quantity: direction === "long" ? quantity : -quantity,
        averagePrice: entryPrice,
        lastPrice,
        unrealisedProfit,
      })),
      levels: run.levels.map(({ instrumentIndex, kind, price, side, quantity, rule }) => ({
        instrumentIndex,
        kind,
        price,
        label: rule !== "" ? rule.replaceAll("_", " ") : `${side > 0 ? "buy" : "sell"} ${quantity} ${kind}`,
      })),
      funnel: run.funnel,
      haltReason: run.haltReason,
      ...held.failure !== "" && { failure: held.failure },
      commandCount: held.commands.length,
    };
  }

  #problem(clientId: number, detail: string): void {
    this.#send(clientId, { type: "problem", title: "That can't be done here", detail });
  }

  #send(clientId: number, message: ServerMessage): void {
    this.#post({ type: "send", clientId, data: JSON.stringify(message) });
  }

  #sendColumns(clientId: number, data: Uint8Array<ArrayBuffer>): void {
    this.#post({ type: "send", clientId, data }, [data.buffer]);
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || value !== value ? null : value;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
