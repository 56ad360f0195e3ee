import type { ServerMessage } from "../../server/replay_messages.ts";
import { until } from "../server/running_server.ts";

/** What twenty browsers saw, and what the server took meanwhile. */
export interface ManyReplays {
  readonly replays: number;
  /** Of each replay, over the time in which all played. */
  readonly barsPerSecond: number;
  /** Memory that the server and its workers held at most, in MB. */
  readonly megabytesMax: number;
  /** As the funnels count them, all replays together. */
  readonly fills: number;
  /** Fills that didn't reach their browser, and those that came twice. */
  readonly lost: number;
  readonly doubled: number;
}

/**
 * Plays replays at once, each watched over a WebSocket of its own that shows bars as the page does, and each beginning somewhere else in
 * the same million bars.
 */
export async function watchMany(
  { origin, pid, replays, barsPerSecond, seconds }: {
    readonly origin: string;
    readonly pid: number;
    readonly replays: number;
    readonly barsPerSecond: number;
    readonly seconds: number;
  },
): Promise<ManyReplays> {
  const watched: Watched[] = [];
  for (let k = 0; k < replays; k++) {
    const answer = await fetch(`${origin}/api/v1/replays`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ strategy: "ema_crossover", dataSet: "synth_1m", step: 1_000 + k }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    watched.push(new Watched(origin, (await answer.json()).id));
  }
  await Promise.all(watched.map((each) => each.opened));
  const began = watched.map((each) => ({ step: each.last!.step, fills: each.last!.fills }));
  let megabytesMax = 0;
  const beganMs = performance.now();
  for (const each of watched) each.control({ action: "play", barsPerSecond });
  while (performance.now() < beganMs + 1000 * seconds) {
    megabytesMax = Math.max(megabytesMax, treeMegabytes(pid));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const bars = watched.reduce((sum, each, k) => sum + each.last!.step - began[k].step, 0);
  const elapsed = (performance.now() - beganMs) / 1000;
  for (const each of watched) each.control({ action: "pause" });
  await until(() => watched.every((each) => !each.last!.isPlaying) || undefined);
  const fills = watched.map((each, k) => each.last!.fills - began[k].fills);
  for (const each of watched) each.close();
  return {
    replays,
    barsPerSecond: bars / replays / elapsed,
    megabytesMax,
    fills: fills.reduce((sum, count) => sum + count, 0),
    lost: fills.reduce((sum, count, k) => sum + Math.max(0, count - watched[k].came), 0),
    doubled: watched.reduce((sum, each) => sum + each.doubled, 0),
  };
}

/** One browser's end of a replay. */
class Watched {
  readonly #socket: WebSocket;
  readonly opened: Promise<void>;
  readonly #sequences = new Set<number>();
  /** What the first tick told of the past doesn't count. */
  #isFirst = true;
  doubled = 0;
  last: { readonly step: number; readonly isPlaying: boolean; readonly fills: number } | undefined;

  constructor(origin: string, id: string) {
    const socket = this.#socket = new WebSocket(
      `${origin.replace("http", "ws")}/api/v1/replays/${id}/socket`,
    );
    socket.binaryType = "arraybuffer";
    const opened = Promise.withResolvers<void>();
    this.opened = opened.promise;
    socket.onopen = () => this.#send({ type: "hello", version: 1, eventsFrom: 0 });
    socket.onerror = () => opened.reject(new Error(`The replay ${id} can't be watched`));
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return;
      const message: ServerMessage = JSON.parse(data);
      if (message.type === "welcome") {
        this.#send({
          type: "view",
          view: { name: "main", instrumentIndex: 0, follow: true, bars: 200, points: 1_000 },
        });
      } else if (message.type === "tick") {
        this.#take(message);
        this.#send({ type: "ack", tick: message.tick });
        opened.resolve();
      }
    };
  }

  /** Fills that came since the first tick, each once. */
  get came(): number {
    return this.#sequences.size;
  }

  control(control: unknown): void {
    this.#send({ type: "control", control });
  }

  close(): void {
    this.#socket.close();
  }

  #take(tick: Extract<ServerMessage, { type: "tick" }>): void {
    if (!this.#isFirst) {
      for (const { sequence, kind } of tick.fills) {
        if (kind !== "filled") continue;
        if (this.#sequences.has(sequence)) this.doubled++;
        this.#sequences.add(sequence);
      }
    }
    this.#isFirst = false;
    this.last = { step: tick.place.step, isPlaying: tick.place.isPlaying, fills: tick.funnel.filled };
  }

  #send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }
}

/** Resident memory of a process and all that it started, in MB; memory that several share counts once, where the kernel tells. */
function treeMegabytes(pid: number): number {
  let kilobytes = 0;
  const waiting = [pid];
  for (let next; (next = waiting.pop()) !== undefined;) {
    try {
      const rollup = Deno.readTextFileSync(`/proc/${next}/smaps_rollup`);
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
      const children = Deno.readTextFileSync(`/proc/${next}/task/${next}/children`).trim();
      if (children !== "") waiting.push(...children.split(" ").map(Number));
    } catch { /* it has ended */ }
  }
  return kilobytes / 1024;
}
