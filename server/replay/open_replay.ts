import { reasonOf } from "../../engine/part_failure.ts";
import type { RunResult } from "../../engine/result.ts";
import { crashInWords } from "../confined/crash_in_words.ts";
import { RequestProblem } from "../lockstep.ts";
import type { ReplayClient, ReplayLink } from "./replay_client.ts";
import { CLOSE } from "../socket_client.ts";
import type { ReplayDefinition } from "../replay_definition.ts";
import type { Control, ReplayDescription, ReplayPlace } from "../replay_messages.ts";
import type { ReplayPlace as PlaceInThread, ReplayThreads } from "./replay_threads.ts";
import type { FromReplayWorker, SharedBars, ToReplayWorker } from "./replay_worker_messages.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";

/** What a replay tells its host. */
export interface OpenReplayEvents {
  /** It came to rest, or something was asked for by hand. */
  standing(place: ReplayPlace, commands: ReplayDefinition["commands"]): void;
  /** The worker has come to its end by a fault; it is opened anew when it is next asked for. */
  failed(message: string): void;
}

/** A replay whose worker is alive. */
export class OpenReplay {
  readonly #worker: PlaceInThread;
  readonly #events: OpenReplayEvents;
  readonly #clients = new Map<number, ReplayClient>();
  readonly #asked = new Map<number, Asked>();
  /** Settles when the worker has built what the definition says, or can't. */
  readonly #opened: PromiseWithResolvers<ReplayDescription> = Promise.withResolvers();
  #isOpened = false;
  #place: ReplayPlace | undefined;
  readonly #answerMsMax: number;
  /** Runs until the worker has answered a ping; and whether something was told to it since. */
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isToldMore = false;
  #lastId = 0;
  #failure: string | undefined;
  /** When somebody last asked something of it. */
  lastUsedMs = performance.now();

  constructor(
    definition: ReplayDefinition,
    entry: CatalogEntry,
    bars: () => Promise<SharedBars>,
    threads: ReplayThreads,
    events: OpenReplayEvents,
    answerMsMax = ANSWER_MS_MAX,
  ) {
    this.#events = events;
    this.#answerMsMax = answerMsMax;
    this.#opened.promise.catch(() => {}); // told to whoever asks
    this.#worker = threads.place(entry);
    this.#worker.onmessage = (message) => this.#heard(message);
    this.#worker.onerror = (event) => this.#fail(`It has crashed: ${crashInWords(event)}`);
    const timer = setTimeout(
      () => this.#fail(`It hasn't opened for ${OPEN_MS_MAX / 1000} seconds: ${ENDLESS}`),
      OPEN_MS_MAX,
    );
    const stopTimer = () => clearTimeout(timer);
    this.#opened.promise.then(stopTimer, stopTimer);
    bars().then(
      (bars) => this.#tell({ type: "open", definition: { ...definition, strategy: entry.loadedBy }, bars }),
      (error) => this.#fail(`The bars could not be loaded: ${loadProblem(error)}`),
    );
  }

  /** Whether somebody looks on, or waits for an answer. */
  get isInUse(): boolean {
    return this.#clients.size > 0 || this.#asked.size > 0;
  }

  get isPlaying(): boolean {
    return this.#place?.isPlaying === true;
  }

  /** Links a browser to it. */
  connect(client: ReplayClient): ReplayLink {
    const clientId = ++this.#lastId;
    this.#clients.set(clientId, client);
    this.lastUsedMs = performance.now();
    if (this.#failure !== undefined) this.#tellFailure(client);
    return {
      send: (message) => {
        this.lastUsedMs = performance.now();
        this.#opened.promise.then(() => {
          if (!this.#clients.has(clientId)) return;
          this.#tell({ type: "client", clientId, message });
          this.#ping();
        }, () => {});
      },
      gone: () => {
        this.#clients.delete(clientId);
        if (this.#isOpened) this.#tell({ type: "clientGone", clientId });
      },
    };
  }

  /** Carries a control out. @throws RequestProblem where it can't be. */
  async control(control: Control): Promise<ReplayPlace> {
    const { place, problem } = await this.#ask("controlled", (id) => ({ type: "control", id, control }));
    if (problem === undefined) return place;
    throw new RequestProblem(409, "The control can't be carried out here", [{ message: problem }]);
  }

  /** The record up to where it stands. @throws RequestProblem where there can be none. */
  async record(): Promise<RunResult> {
    const { record, problem } = await this.#ask("record", (id) => ({ type: "record", id }));
    if (record !== undefined) return record;
    throw new RequestProblem(409, "There is no record", [
      { message: problem ?? "The replay has none at this bar." },
    ]);
  }

  /** Ends the worker. Browsers are told why; they may come back. */
  close(code: number, reason: string): void {
    this.#failure ??= reason;
    for (const client of this.#clients.values()) client.close(code, reason);
    this.#end(reason);
  }

  /** A worker takes one message after the other: when it answers this it is through with those before, or busy with them in turns. */
  #ping(): void {
    this.#isToldMore = this.#silence !== undefined;
    if (this.#isToldMore) return;
    this.#tell({ type: "ping" });
    this.#silence = setTimeout(() => this.#fail(this.#silent()), this.#answerMsMax);
  }

  #silent(): string {
    return `It hasn't answered for ${this.#answerMsMax / 1000} seconds: ${ENDLESS}`;
  }

  #heard(message: FromReplayWorker): void {
    if (this.#failure !== undefined) return;
    switch (message.type) {
      case "opened":
        this.#place = message.place;
        this.#isOpened = true;
        return this.#opened.resolve(message.description);
      case "failed":
        return this.#fail(message.message);
      case "pong":
        clearTimeout(this.#silence);
        this.#silence = undefined;
        if (this.#isToldMore) this.#ping();
        return;
      case "send":
        return this.#clients.get(message.clientId)?.send(message.data);
      case "standing":
        this.#place = message.place;
        return this.#events.standing(message.place, message.commands);
      case "controlled":
        this.#place = message.place;
        this.#answer(message);
        return;
      case "record":
        this.#answer(message);
    }
  }

  async #ask<Type extends "controlled" | "record">(
    _type: Type,
    message: (id: number) => ToReplayWorker,
  ): Promise<Extract<FromReplayWorker, { type: Type }>> {
    this.lastUsedMs = performance.now();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<FromReplayWorker>();
    const timer = setTimeout(() => reject(notAnswered(this.#silent())), this.#answerMsMax);
    this.#asked.set(id, { resolve, reject });
    this.#opened.promise.then(() => this.#tell(message(id)), reject);
    try {
      return await promise as Extract<FromReplayWorker, { type: Type }>;
    } finally {
      clearTimeout(timer);
      this.#asked.delete(id);
    }
  }

  #answer(message: Extract<FromReplayWorker, { type: "controlled" | "record" }>): void {
    this.#asked.get(message.id)?.resolve(message);
  }

  #tell(message: ToReplayWorker): void {
    if (this.#failure === undefined) this.#worker.postMessage(message);
  }

  #fail(message: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = message;
    for (const client of this.#clients.values()) this.#tellFailure(client);
    this.#end(message);
    this.#events.failed(message);
  }

  #tellFailure(client: ReplayClient): void {
    client.problem("The replay has stopped", this.#failure!);
    client.close(CLOSE.fault, "The replay has stopped");
  }

  #end(reason: string): void {
    clearTimeout(this.#silence);
    this.#worker.leave();
    const problem = notAnswered(reason);
    this.#opened.reject(problem);
    for (const { reject } of this.#asked.values()) reject(problem);
  }
}

/** An answer that is waited for. */
interface Asked {
  resolve(message: FromReplayWorker): void;
  reject(problem: unknown): void;
}

const OPEN_MS_MAX = 60_000, ANSWER_MS_MAX = 30_000;
const ENDLESS = "its strategy may be in an endless loop.";

function loadProblem(error: unknown): string {
  return error instanceof RequestProblem
    ? error.faults.map(({ message }) => message).join(" ")
    : `${reasonOf(error)}.`;
}

function notAnswered(message: string): RequestProblem {
  return new RequestProblem(409, "The replay can't be asked", [{ message }]);
}
