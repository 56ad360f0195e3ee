import type { VenueName } from "../fault.ts";
import type { Trade } from "../market/market.ts";
import type { ServerSocket } from "./server_socket.ts";
import type { Floor, Venue } from "../venue.ts";

/** Something that a client has subscribed to. */
export interface Stream {
  /** What it is called by the client. */
  readonly key: string;
  /** Market time at which it has something to say next; Infinity for never. */
  readonly dueMs: number;
  /** Says it, and moves `dueMs` on. */
  tell(): void;
  /** What is still to come has changed: reckons `dueMs` anew. */
  refresh(): void;
}

/** Messages that are told before other parts of the process get a turn. */
const TURN_MESSAGES = 4_096;

/** Added to every wait, in ms, so that its moment has come when it is over, whatever was lost in rounding. */
const WAIT_SLACK_MS = 0.001;

/** A client that leaves so much unread is cut off. */
const UNREAD_BYTES_MOST = 64 * 1_048_576;

const NOISE = '{}[]",:0123456789abcdefxyz\\\u0000\u00ff\u2028 ';

/**
 * What stands between a venue and a client's socket: tells what the client has subscribed to when its market time has come, keeps the
 * connection's timers, and does to messages what the faults say.
 */
export class Wire {
  readonly venue: VenueName;
  readonly floor: Floor;
  isOpen = true;
  /** Steady time of the last message sent. */
  sentAtMs: number;
  readonly #venue: Venue;
  readonly #socket: ServerSocket;
  readonly #ended: (wire: Wire) => void;
  readonly #streams: Stream[] = [];
  readonly #timers = new Set<() => void>();
  #cancelTurn: (() => void) | undefined;
  #stalledUntilMs = -Infinity;
  #isMute = false;
  /** Messages under way, each with the steady time at which it arrives; and the timer for the first. */
  #delayed: { readonly text: string; readonly atMs: number }[] = [];
  /** A message that comes after others, and after how many more. */
  #overtaken: { readonly text: string; left: number } | undefined;
  /** Messages that a slow client hasn't taken, and how many it may leave. */
  #pile: { count: number; readonly most: number } | undefined;
  /** Pings without a pong, oldest first, each with how to call its deadline off. */
  #pings: { readonly payload: string; readonly cancel: () => void }[] = [];
  #pingCount = 0;

  constructor(floor: Floor, venue: Venue, socket: ServerSocket, ended: (wire: Wire) => void) {
    this.floor = floor;
    this.venue = venue.name;
    this.#venue = venue;
    this.#socket = socket;
    this.#ended = ended;
    this.sentAtMs = floor.clock.steadyMs();
  }

  /** Says something about the connection itself: corrupted by no fault, but held back like everything else. */
  say(text: string): void {
    if (this.isOpen) this.#out(text);
  }

  /** Tells market data: whatever faults are on may strike. */
  tell(text: string): void {
    if (!this.isOpen) return;
    if (this.floor.faults.isQuiet) this.#out(text);
    else this.#tellWithFaults(text);
  }

  /** Sends a ping, and closes the connection where no pong with the same payload comes within `withinMs`. */
  ping(withinMs: number): void {
    if (!this.isOpen || this.#isSilent) return;
    const payload = `${Math.floor(this.floor.clock.nowMs())}${++this.#pingCount % 1_000}`;
    this.#socket.ping(payload);
    if (withinMs === 0) return this.close(1008, "pong not received");
    const cancel = this.after(withinMs, () => this.close(1008, "pong not received"));
    this.#pings.push({ payload, cancel });
  }

  /** A pong came: it answers its ping and those before; unsolicited ones count for nothing. */
  pong(payload: string): void {
    const at = this.#pings.findIndex((ping) => ping.payload === payload);
    for (const { cancel } of this.#pings.splice(0, at + 1)) cancel();
  }

  /** Closes the connection; 1006 breaks it off. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.closed();
    if (code === 1006) this.#socket.terminate();
    else this.#socket.close(code, reason);
  }

  /** The connection is gone. */
  closed(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#cancelTurn?.();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#streams.length = 0;
    this.#ended(this);
  }

  /** Calls once after so long, unless the connection is gone by then; what it gives takes that back. */
  after(delayMs: number, call: () => void): () => void {
    const cancel = this.floor.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (this.isOpen) call();
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }

  /** Calls again and again while the connection lasts. */
  every(periodMs: number, call: () => void): void {
    this.after(periodMs, () => {
      call();
      if (this.isOpen) this.every(periodMs, call);
    });
  }

  /** Tells a stream from now on. */
  add(stream: Stream): void {
    if (!this.isOpen) return;
    this.#streams.push(stream);
    this.#schedule(0);
  }

  /** Ends what is called so; says whether there was one. */
  remove(key: string): boolean {
    const at = this.#streams.findIndex((stream) => stream.key === key);
    if (at < 0) return false;
    this.#streams.splice(at, 1);
    this.#schedule(0);
    return true;
  }

  has(key: string): boolean {
    return this.#streams.some((stream) => stream.key === key);
  }

  /** What is subscribed, in order. */
  get keys(): string[] {
    return this.#streams.map(({ key }) => key);
  }

  /** What is still to come has changed. */
  refresh(): void {
    for (const stream of this.#streams) stream.refresh();
    if (this.isOpen) this.#schedule(0);
  }

  /** From now on nothing is said, nor heard. */
  mute(): void {
    this.#isMute = true;
  }

  get isMute(): boolean {
    return this.#isMute;
  }

  /** Says nothing for so long. */
  stall(forMs: number): void {
    this.#stalledUntilMs = this.floor.clock.steadyMs() + forMs;
    this.#schedule(0);
  }

  /** Takes the client for one that reads nothing any more, and cuts it off at so many messages. */
  slow(messages: number): void {
    this.#pile = { count: 0, most: messages };
  }

  /** Changes a trade as the faults say, before it is written into a message. */
  distort(trade: Trade): void {
    const { faults } = this.floor;
    const price = faults.take("bad_price", this.venue);
    if (price !== undefined) trade.price = price.price;
    const back = faults.take("time_backwards", this.venue);
    if (back !== undefined) trade.timeMs -= back.byMs;
  }

  get #isSilent(): boolean {
    return this.#isMute || this.floor.clock.steadyMs() < this.#stalledUntilMs;
  }

  /** Tells all that is due, in the order of market time. */
  #turn(): void {
    this.#cancelTurn = undefined;
    const { clock, time } = this.floor;
    if (clock.steadyMs() < this.#stalledUntilMs) return this.#schedule(0);
    const nowMs = time.nowMs();
    let told = 0;
    while (this.isOpen && told < TURN_MESSAGES) {
      const stream = this.#first();
      if (stream === undefined || stream.dueMs > nowMs) break;
      stream.tell();
      told++;
    }
    if ((this.#socket.bufferedBytes ?? 0) > UNREAD_BYTES_MOST) this.#cutOff();
    if (this.isOpen) this.#schedule(told);
  }

  #first(): Stream | undefined {
    const streams = this.#streams;
    let first = streams[0];
    for (let i = 1; i < streams.length; i++) if (streams[i].dueMs < first.dueMs) first = streams[i];
    return first;
  }

  #schedule(told: number): void {
    this.#cancelTurn?.();
    this.#cancelTurn = undefined;
    const first = this.#first();
    if (first === undefined || first.dueMs === Infinity || this.#isMute) return;
    const { clock, time } = this.floor;
    const stalledMs = this.#stalledUntilMs - clock.steadyMs();
    if (stalledMs === Infinity) return;
    const waitMs = Math.max(time.untilMs(first.dueMs), stalledMs);
    this.#cancelTurn = clock.after(
      told >= TURN_MESSAGES && waitMs <= 0 ? 0 : waitMs + WAIT_SLACK_MS,
      () => this.#turn(),
    );
  }

  #tellWithFaults(text: string): void {
    const { faults, random } = this.floor, { venue } = this;
    if (faults.take("skip", venue) !== undefined) return;
    if (faults.take("garbage", venue) !== undefined) {
      this.#out(noise(random.integer(1, 200), () => random.bits()));
    }
    if (faults.take("unknown_type", venue) !== undefined) this.#out(this.#venue.unknownMessage);
    const huge = faults.take("huge", venue);
    if (huge?.of === "nonsense") this.#out(noise(huge.bytes, () => random.bits()));
    if (huge?.of === "message") text = blownUp(text, huge.bytes);
    if (faults.take("half_frame", venue) !== undefined) {
      return this.#out(text.slice(0, Math.max(1, random.integer(0, text.length - 1))));
    }
    if (this.#overtaken === undefined && faults.take("reorder", venue) !== undefined) {
      this.#overtaken = { text, left: random.integer(1, 3) };
      return;
    }
    this.#out(text);
    if (faults.take("duplicate", venue) !== undefined) this.#out(text);
  }

  #out(text: string): void {
    if (this.#isSilent) return;
    const delay = this.floor.faults.isQuiet ? undefined : this.floor.faults.take("delay", this.venue);
    if (delay !== undefined || this.#delayed.length > 0) {
      const atMs = Math.max(
        this.floor.clock.steadyMs() + (delay?.byMs ?? 0),
        this.#delayed[this.#delayed.length - 1]?.atMs ?? 0,
      );
      this.#delayed.push({ text, atMs });
      if (this.#delayed.length === 1) this.#awaitDelayed();
    } else this.#send(text);
  }

  #awaitDelayed(): void {
    const { clock } = this.floor;
    this.after(Math.max(0, this.#delayed[0].atMs - clock.steadyMs()), () => {
      const nowMs = clock.steadyMs();
      const come = this.#delayed.findIndex(({ atMs }) => atMs > nowMs + WAIT_SLACK_MS);
      for (const { text } of this.#delayed.splice(0, come < 0 ? this.#delayed.length : come)) {
        this.#send(text);
      }
      if (this.#delayed.length > 0) this.#awaitDelayed();
    });
  }

  #send(text: string): void {
    if (!this.isOpen) return;
    if (this.#pile !== undefined) {
      if (++this.#pile.count >= this.#pile.most) this.#cutOff();
      return;
    }
    this.sentAtMs = this.floor.clock.steadyMs();
    this.#socket.send(text);
    const overtaken = this.#overtaken;
    if (overtaken !== undefined && --overtaken.left === 0) {
      this.#overtaken = undefined;
      this.#send(overtaken.text);
    }
  }

  /** The client is too slow. */
  #cutOff(): void {
    if (this.#venue.slowMessage !== "") this.#socket.send(this.#venue.slowMessage);
    this.close(1008, "slow client");
  }
}

function noise(length: number, bits: () => number): string {
  let text = "\u0001"; // so that it is no JSON, whatever follows
  const most = Math.min(length, 256);
  while (text.length < most) text += NOISE[bits() % NOISE.length];
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

/** The same message, blown up with white space where JSON allows it. */
function blownUp(text: string, bytes: number): string {
  return text[0] + " ".repeat(Math.max(0, bytes - text.length)) + text.slice(1);
}
