import { type ConfinedWorker, confinedWorker } from "../confined/confined_worker.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";
import type { FromReplayWorker, ToReplayWorker } from "./replay_worker_messages.ts";

/** What one replay has of a worker. */
export interface ReplayPlace {
  onmessage: ((message: FromReplayWorker) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToReplayWorker): void;
  /** Gives the place up; whatever stands in it comes to an end. */
  leave(): void;
}

/** A message to or from a worker, and the place in it to or from which it goes. */
export interface PlaceMessage<Message> {
  readonly place: number;
  readonly message: Message;
}

const MODULE = new URL("./replay_worker.ts", import.meta.url);

/** Threads for replays of our own strategies: as many as a machine can run at once, within reason, since each takes some 40 MB. */
const THREADS_MOST = Math.max(1, Math.min(4, navigator.hardwareConcurrency));

/**
 * Where replays run. Those of our own strategies share threads: a thread each took 35 MB before the first bar. A strategy from a file may
 * never come to an end, so its replay has a process of its own, which can be killed.
 */
export class ReplayThreads {
  readonly #threads: ReplayThread[] = [];

  /** A place for a replay of a strategy: in the thread with the fewest, where it shares one. */
  place(entry: CatalogEntry): ReplayPlace {
    if (entry.isFile) return new ReplayThread(entry, () => {}).place();
    const emptiest = this.#threads.toSorted((a, b) => a.places - b.places)[0];
    const isRoomForMore = this.#threads.length < THREADS_MOST;
    if (emptiest !== undefined && (emptiest.places === 0 || !isRoomForMore)) return emptiest.place();
    const thread: ReplayThread = new ReplayThread(entry, () => {
      const at = this.#threads.indexOf(thread);
      if (at >= 0) this.#threads.splice(at, 1);
    });
    this.#threads.push(thread);
    return thread.place();
  }
}

/** A worker with places in it; it ends with the last of them, or when it crashes, and then all of them hear of it. */
class ReplayThread {
  readonly #worker: ConfinedWorker;
  readonly #places = new Map<number, ReplayPlace>();
  readonly #ended: () => void;
  #lastPlace = 0;

  constructor(entry: CatalogEntry, ended: () => void) {
    this.#ended = ended;
    this.#worker = confinedWorker(MODULE, entry);
    this.#worker.onmessage = ({ data }: MessageEvent<PlaceMessage<FromReplayWorker>>) =>
      this.#places.get(data.place)?.onmessage?.(data.message);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // else it would end the server
      const places = [...this.#places.values()];
      this.#end();
      for (const place of places) place.onerror?.(event);
    };
  }

  get places(): number {
    return this.#places.size;
  }

  place(): ReplayPlace {
    const number = ++this.#lastPlace;
    const tell = (message: ToReplayWorker) => {
      const placed: PlaceMessage<ToReplayWorker> = { place: number, message };
      if (this.#places.has(number)) this.#worker.postMessage(placed);
    };
    const place: ReplayPlace = {
      onmessage: null,
      onerror: null,
      postMessage: tell,
      leave: () => {
        tell({ type: "close" });
        if (this.#places.delete(number) && this.#places.size === 0) this.#end();
      },
    };
    this.#places.set(number, place);
    return place;
  }

  #end(): void {
    this.#places.clear();
    this.#worker.terminate();
    this.#ended();
  }
}
