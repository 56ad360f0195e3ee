import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { unpackColumns } from "../../../server/columns_message.ts";
import type {
  ClientMessageInput,
  ColumnsHead,
  Control,
  HandCommand,
  ReplayDescription,
  ReplayEvent,
  ServerMessage,
  Stage,
} from "../../../server/replay_messages.ts";
import { type Connection, ServerSocket } from "../../socket/server_socket.ts";
import { type Address, formatAddress, parseAddress } from "./address.ts";
import { BarsWindow } from "./bars_window.ts";
import { EventLog } from "./event_log.ts";
import { FillColumns } from "./fill_columns.ts";
import { type Speed } from "./speeds.ts";
import { TimelineColumns } from "./timeline_columns.ts";

/** One moment of a replay, as the server tells it. */
export type Tick = Extract<ServerMessage, { type: "tick" }>;

/** What comes in, in the order in which it was sent. */
type Arrival =
  | { readonly kind: "columns"; readonly head: ColumnsHead; readonly columns: readonly Float64Array[] }
  | { readonly kind: "message"; readonly message: ServerMessage };

/** A view as it is asked for; see `clientMessageSchema`. */
export type View = Extract<ClientMessageInput, { type: "view" }>["view"];

/** While it plays fast, text changes only this often: more can't be read, and costs frames. */
const PANEL_MS = 100;
const ADDRESS_MS = 500;
/** While this many bars or more go by in a frame, every other frame is enough: the eye can't tell, and the browser keeps up. */
const FAST_STEPS = 40, FAST_FRAME_MS = 30;
/**
 * And while thousands go by, when the run wants the processor too, fewer still: at a million bars a second 47 ms left 38 frames a second on
 * two slow cores, 120 ms leave 50.
 */
const FASTEST_STEPS = 2_000, FASTEST_FRAME_MS = 120;
const HISTORY_MS_MAX = 10_000;

/** A difference between what was shown and what stands: see {@link ReplaySession.onFrame}. */
export interface Frame {
  readonly tick: Tick;
  /** Whether something was sought, or came for the first time: nothing that was drawn still stands. */
  readonly isJump: boolean;
}

/**
 * All that the page knows of its replay. Work is done once an animation frame, whatever the number of bars: messages wait for the next
 * frame, are taken in order, drawn by those who listen to `onFrame`, and only then acknowledged, so that a slow browser is sent less.
 */
export class ReplaySession {
  readonly id: string;
  readonly connection = signal<Connection>({ state: "connecting" });
  readonly description = signal<ReplayDescription | undefined>(undefined);
  /** As of the last frame. */
  readonly tick = signal<Tick | undefined>(undefined);
  /** The same, for text: at once while it is stepped or slow, at most ten times a second while it is fast. */
  readonly panel = signal<Tick | undefined>(undefined);
  readonly isPlaying: ReadonlySignal<boolean> = computed(() => this.tick.value?.place.isPlaying ?? false);
  /** As chosen here; the server's once it has told. */
  readonly speed = signal<Speed>(16);
  readonly follow = signal(true);
  readonly instrumentIndex = signal(0);
  readonly coarse = signal<string | undefined>(undefined);
  /** What was not possible, in words, until it is dismissed. */
  readonly problem = signal<{ title: string; detail: string } | undefined>(undefined);
  /** Bars across the chart while it follows, and the visible steps while it doesn't: for the address. */
  readonly zoom = signal<{ bars?: number; from?: number; to?: number }>({});

  readonly log = new EventLog();
  readonly fills = new FillColumns();
  readonly timeline = new TimelineColumns();
  readonly windows: ReadonlyMap<string, BarsWindow> = new Map([
    ["main", new BarsWindow()],
    ["coarse", new BarsWindow()],
  ]);

  readonly #connection: ServerSocket<ClientMessageInput, ServerMessage>;
  readonly #views = new Map<string, View>();
  readonly #listeners = new Set<(frame: Frame) => void>();
  readonly #histories = new Map<number, (events: readonly ReplayEvent[]) => void>();
  #arrivals: Arrival[] = [];
  #isFrameAsked = false;
  #frameAtMs = -Infinity;
  /** Between two frames, at least. */
  #frameMs = 0;
  #isClosed = false;
  #nextSequence = 0;
  #historyId = 0;
  #panelAtMs = 0;
  #panelTimer: ReturnType<typeof setTimeout> | undefined;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;
  #addressAtMs = 0;
  /** Where it stood and played when the server went away. */
  #cutOff: { readonly step: number } | undefined;
  #isOnToNext = false;
  #opening: Address = {};
  readonly #keepsAddress: boolean;

  constructor(id: string, { keepsAddress = true } = {}) {
    this.id = id;
    this.#keepsAddress = keepsAddress;
    const take = (arrival: Arrival) => {
      this.#arrivals.push(arrival);
      this.#requestFrame();
    };
    this.#connection = new ServerSocket("replays", id, {
      hello: () => ({ type: "hello", version: 1, eventsFrom: this.#nextSequence }),
      change: (connection) => {
        if (connection.state === "lost" && this.isPlaying.peek()) {
          this.#cutOff ??= { step: this.tick.peek()!.place.step };
        }
        this.connection.value = connection;
      },
      message: (message) => take({ kind: "message", message }),
      binary: (data) => take({ kind: "columns", ...unpackColumns(data) }),
    });
  }

  open(): void {
    if (this.#keepsAddress) {
      this.#opening = parseAddress(location.search);
      const { speed, bars, from, to, coarse } = this.#opening;
      if (speed !== undefined) this.speed.value = speed;
      this.zoom.value = { bars, from, to };
      this.follow.value = from === undefined;
      this.coarse.value = coarse;
    }
    this.#connection.open();
  }

  close(): void {
    this.#connection.close();
    this.#isClosed = true;
    clearTimeout(this.#panelTimer);
    clearTimeout(this.#addressTimer);
    this.#listeners.clear();
  }

  retry(): void {
    this.#connection.retry();
  }

  /** Called once a frame in which something arrived, after everything has been taken. */
  onFrame(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  play(): void {
    this.#control({ action: "play", barsPerSecond: this.speed.peek() });
  }

  pause(): void {
    this.#control({ action: "pause" });
  }

  toggle(): void {
    if (this.isPlaying.peek()) this.pause();
    else this.play();
  }

  step(steps: number): void {
    this.#control({ action: "step", steps });
  }

  /** Once it is there, the chart shows the instrument whose it is. */
  next(what: "signal" | "order" | "fill" | "refusal"): void {
    this.#control({ action: "next", what });
    this.#isOnToNext = true;
  }

  seek(step: number): void {
    const last = this.description.peek()?.steps ?? Infinity;
    this.#control({ action: "seek", step: Math.max(0, Math.min(last, Math.round(step))) });
  }

  seekTime(timeMs: number): void {
    this.#control({ action: "seekTime", timeMs });
  }

  /** Changes the speed; while it plays, at once. */
  choose(speed: Speed): void {
    this.speed.value = speed;
    if (this.isPlaying.peek()) this.play();
    else this.#keepAddress();
  }

  command(command: HandCommand): void {
    this.#control({ action: "command", command });
  }

  undo(): void {
    this.#control({ action: "undo" });
  }

  /** Asks for what a chart shows; said again after a reconnect. */
  view(view: View): void {
    this.#views.set(view.name, view);
    this.#connection.send({ type: "view", view });
  }

  closeView(name: string): void {
    this.#views.delete(name);
    this.#connection.send({ type: "closeView", name });
  }

  /** Past events, newest first; none where the server doesn't answer. */
  history(
    stage: Exclude<Stage, "indicator"> | undefined,
    before: number | undefined,
    limit: number,
  ): Promise<readonly ReplayEvent[]> {
    const id = this.#historyId++;
    const { promise, resolve } = Promise.withResolvers<readonly ReplayEvent[]>();
    this.#histories.set(id, resolve);
    const timer = setTimeout(() => resolve([]), HISTORY_MS_MAX);
    this.#connection.send({ type: "history", id, stage, before, limit });
    return promise.finally(() => {
      clearTimeout(timer);
      this.#histories.delete(id);
    });
  }

  /** Writes the address soon, when what it holds has changed. */
  changed(): void {
    this.#keepAddress();
  }

  #control(control: Control): void {
    this.problem.value = undefined;
    this.#cutOff = undefined;
    this.#isOnToNext = false;
    if (this.#connection.send({ type: "control", control })) return;
    // Why it can't be reached stands there already.
    if (this.connection.peek().state === "failed") return;
    this.problem.value = {
      title: "Not sent",
      detail: "There is no connection to the server at the moment; try again once it is back.",
    };
  }

  #requestFrame(): void {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    // Hidden pages get no animation frames; a page in the background stays up to date all the same, but at leisure.
    if (document.hidden) setTimeout(() => this.#frame(), 250);
    else requestAnimationFrame((nowMs) => this.#frameAt(nowMs));
  }

  #frameAt(nowMs: number): void {
    if (nowMs - this.#frameAtMs < this.#frameMs && !this.#isClosed) {
      requestAnimationFrame((nowMs) => this.#frameAt(nowMs));
      return;
    }
    this.#frameAtMs = nowMs;
    this.#frame();
  }

  #frame(): void {
    this.#isFrameAsked = false;
    if (this.#isClosed) return;
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    const before = this.tick.peek();
    const ticks: number[] = [];
    let last: Tick | undefined, isJump = before === undefined, columnsCame = false;
    batch(() => {
      for (const arrival of arrivals) {
        if (arrival.kind === "columns") {
          columnsCame = true;
          this.#takeColumns(arrival);
        } else if (arrival.message.type === "tick") {
          last = arrival.message;
          ticks.push(last.tick);
          isJump ||= last.eventsFrom < this.#nextSequence || last.place.step < (before?.place.step ?? 0);
          this.#nextSequence = last.nextSequence;
          this.log.apply(last.eventsFrom, last.fills, last.events);
          this.fills.apply(last.eventsFrom, last.fills);
        } else this.#takeMessage(arrival.message);
      }
      if (last !== undefined && (before === undefined || !isSame(last, before))) this.#stand(last, before);
    });
    if (last !== undefined && this.#cutOff !== undefined) this.#takeUp(last);
    const tick = last ?? before;
    const hasChanged = columnsCame || last === undefined || before === undefined || !isSame(last, before);
    if (tick !== undefined && hasChanged) {
      for (const listener of this.#listeners) {
        listener({ tick, isJump });
      }
    }
    for (const tick of ticks) this.#connection.send({ type: "ack", tick });
  }

  #stand(tick: Tick, before: Tick | undefined): void {
    this.tick.value = tick;
    const steps = tick.place.isPlaying ? tick.place.step - (before?.place.step ?? 0) : 0;
    this.#frameMs = steps >= FASTEST_STEPS ? FASTEST_FRAME_MS : steps >= FAST_STEPS ? FAST_FRAME_MS : 0;
    if (tick.place.isPlaying) this.speed.value = tick.place.barsPerSecond;
    this.#showPanel(tick, before);
    if (this.#isOnToNext && tick.place.step !== before?.place.step && !tick.place.isPlaying) {
      this.#showWhoActed(tick);
    }
    if (before === undefined) this.#reopen(tick);
    else this.#keepAddress();
  }

  /** Several instruments: the chart goes to one that something was said of at this bar, where that isn't so of the one it shows. */
  #showWhoActed({ place }: Tick): void {
    this.#isOnToNext = false;
    const said = this.log.at(place.timeMs).filter(({ step }) => step === place.step - 1);
    const isShown = said.some(({ instrumentIndex }) => instrumentIndex === this.instrumentIndex.peek());
    if (said.length > 0 && !isShown) this.instrumentIndex.value = said[0].instrumentIndex;
  }

  /**
   * Back from a cut: a server that was started again stands where it last wrote and is at rest. What played here goes on from where it was
   * seen last.
   */
  #takeUp({ place }: Tick): void {
    const { step } = this.#cutOff!;
    this.#cutOff = undefined;
    if (place.isPlaying) return;
    if (place.step < step) this.seek(step);
    this.play();
  }

  #showPanel(tick: Tick, before: Tick | undefined): void {
    const wait = this.#panelAtMs + PANEL_MS - performance.now();
    const isFast = tick.place.isPlaying && before?.place.isPlaying === true;
    if (isFast && wait > 0) {
      this.#panelTimer ??= setTimeout(() => this.#writePanel(), wait);
    } else this.#writePanel();
  }

  #writePanel(): void {
    clearTimeout(this.#panelTimer);
    this.#panelTimer = undefined;
    this.#panelAtMs = performance.now();
    this.panel.value = this.tick.peek();
  }

  /** Goes to where the address says, when the page opens; one that runs already is left running. */
  #reopen(tick: Tick): void {
    const { step } = this.#opening;
    if (step === undefined || step === tick.place.step || tick.place.isPlaying) return;
    this.seek(step);
  }

  #takeColumns({ head, columns }: Extract<Arrival, { kind: "columns" }>): void {
    if (head.type === "timeline") this.timeline.apply(head, columns);
    else this.windows.get(head.view)?.apply(head, columns);
  }

  #takeMessage(message: Exclude<ServerMessage, Tick>): void {
    if (message.type === "welcome") {
      const { instruments } = message.replay;
      if (this.description.peek() === undefined) {
        const at = instruments.findIndex(({ symbol }) => symbol === this.#opening.instrument);
        this.instrumentIndex.value = Math.max(0, at);
      }
      const { coarserTimeframes } = message.replay, coarse = this.coarse.peek();
      if (coarse !== undefined && !coarserTimeframes.includes(coarse)) this.coarse.value = undefined;
      this.description.value = message.replay;
      for (const view of this.#views.values()) this.#connection.send({ type: "view", view });
    } else if (message.type === "history") this.#histories.get(message.id)?.(message.events);
    else this.problem.value = { title: message.title, detail: message.detail };
  }

  #keepAddress(): void {
    if (!this.#keepsAddress || this.#addressTimer !== undefined) return;
    const wait = Math.max(60, this.#addressAtMs + ADDRESS_MS - performance.now());
    this.#addressTimer = setTimeout(() => {
      this.#addressTimer = undefined;
      this.#addressAtMs = performance.now();
      const query = formatAddress(this.#address(), location.search);
      if (query !== location.search) history.replaceState(history.state, "", location.pathname + query);
    }, wait);
  }

  #address(): Address {
    const tick = this.tick.peek(), description = this.description.peek();
    const instruments = description?.instruments ?? [];
    return {
      step: tick?.place.step,
      speed: this.speed.peek(),
      ...(this.follow.peek() ? { bars: this.zoom.peek().bars } : {
        from: this.zoom.peek().from,
        to: this.zoom.peek().to,
      }),
      coarse: this.coarse.peek(),
      instrument: instruments.length > 1 ? instruments[this.instrumentIndex.peek()]?.symbol : undefined,
    };
  }
}

/** Whether a tick tells nothing new: the server tells where it stands though no bar has gone by. */
function isSame(tick: Tick, before: Tick): boolean {
  const { place } = tick;
  return place.step === before.place.step && place.isPlaying === before.place.isPlaying &&
    place.barsPerSecond === before.place.barsPerSecond && tick.nextSequence === before.nextSequence &&
    tick.eventsFrom === tick.nextSequence && tick.commandCount === before.commandCount;
}
