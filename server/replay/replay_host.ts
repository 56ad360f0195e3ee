import { z } from "zod";
import { reasonOf } from "../../engine/part_failure.ts";
import type { RunResult } from "../../engine/result.ts";
import type { DataSet } from "../data/data_set.ts";
import { type ReplayRequest, replayRequestSchema, type ReplaySummary, RequestProblem } from "../lockstep.ts";
import { OpenReplay } from "./open_replay.ts";
import type { ReplayClient, ReplayLink } from "./replay_client.ts";
import { CLOSE } from "../socket_client.ts";
import { ReplayThreads } from "./replay_threads.ts";
import { type ReplayDefinition, replayDefinitionSchema, type ReplayedSession } from "../replay_definition.ts";
import type { SharedBars } from "./replay_worker_messages.ts";
import type { Control, ReplayPlace } from "../replay_messages.ts";
import { checkParams, checkRequest } from "../request_check.ts";
import type { JsonFolder } from "../store/json_folder.ts";
import { newId } from "../../stores/new_id.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";

/** What the replays stand on. */
export interface ReplayHostParts {
  /** `ID.json`: the definition of a replay. */
  readonly folder: JsonFolder;
  readonly catalog: ReadonlyMap<string, CatalogEntry>;
  readonly dataSets: ReadonlyMap<string, DataSet>;
  /** The bars of a session that is repeated. */
  sessionBars(session: ReplayedSession): Promise<SharedBars>;
  /** How long a worker may be silent when something was asked of it. */
  readonly answerMsMax?: number;
  warn(sentence: string): void;
}

/** Replays that nobody looks at or waits for whose workers are kept alive. */
const IDLE_MAX = 8;
/** Replays that are open in all. */
const OPEN_MAX = 64;
/** How long a definition that has changed waits for more changes before it is written. */
const WRITE_AFTER_MS = 500;

/**
 * Replays: their definitions on the disk, and a worker for each that is in use. A worker that is closed is no loss: its replay is made
 * again from the definition, to the last bit, when somebody asks for it.
 */
export class ReplayHost {
  readonly #parts: ReplayHostParts;
  readonly #threads = new ReplayThreads();
  readonly #definitions = new Map<string, ReplayDefinition>();
  readonly #open = new Map<string, OpenReplay>();
  readonly #writes = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(parts: ReplayHostParts) {
    this.#parts = parts;
    for (const name of parts.folder.names(".json")) this.#load(name);
  }

  #load(id: string): void {
    const damaged = (why: string) =>
      this.#parts.warn(`${this.#parts.folder.path}/${id}.json is damaged and left out: ${why}.`);
    try {
      const parsed = replayDefinitionSchema.safeParse(JSON.parse(this.#parts.folder.readText(`${id}.json`)));
      if (!parsed.success) return damaged("it isn't a replay as Lockstep writes one");
      if (parsed.data.id !== id) return damaged(`it says that it is ${parsed.data.id}`);
      this.#definitions.set(id, parsed.data);
    } catch (error) {
      damaged(reasonOf(error));
    }
  }

  /** Newest first. */
  list(): ReplaySummary[] {
    return [...this.#definitions.values()]
      .sort((a, b) => b.createdMs - a.createdMs || (b.id < a.id ? -1 : 1))
      .map((definition) => this.#summary(definition));
  }

  get(id: string): ReplaySummary | undefined {
    const definition = this.#definitions.get(id);
    return definition && this.#summary(definition);
  }

  /** @throws RequestProblem where it can't be made. */
  async create(given: ReplayRequest): Promise<ReplaySummary> {
    const request = replayRequestSchema.parse(given);
    const definition = "fork" in request ? this.#fork(request) : this.#fresh(request);
    return await this.keep(definition);
  }

  /** Takes in a replay that was made, and writes it down. */
  async keep(definition: ReplayDefinition): Promise<ReplaySummary> {
    this.#definitions.set(definition.id, definition);
    await this.#parts.folder.keep(`${definition.id}.json`, JSON.stringify(definition));
    return this.#summary(definition);
  }

  /** Links a browser to a replay, which is opened if need be. */
  connect(id: string, client: ReplayClient): ReplayLink {
    try {
      const { send, gone } = this.#opened(id).connect(client);
      return {
        send,
        gone: () => {
          gone();
          this.#closeIdle(IDLE_MAX);
        },
      };
    } catch (error) {
      if (!(error instanceof RequestProblem)) throw error;
      client.problem(error.title, error.faults.map(({ message }) => message).join(" "));
      client.close(CLOSE.tryLater, error.title);
      return { send() {}, gone() {} };
    }
  }

  /** @throws RequestProblem where there is none, or it can't be carried out. */
  async control(id: string, control: Control): Promise<ReplayPlace> {
    return await this.#opened(id).control(control);
  }

  /** The record up to where it stands. @throws RequestProblem where there is none. */
  async record(id: string): Promise<RunResult> {
    return await this.#opened(id).record();
  }

  async delete(id: string): Promise<boolean> {
    if (!this.#definitions.delete(id)) return false;
    clearTimeout(this.#writes.get(id));
    this.#writes.delete(id);
    this.#close(id, CLOSE.goingAway, "The replay was deleted");
    await this.#parts.folder.forget(`${id}.json`);
    return true;
  }

  /** Writes what isn't written yet and ends all workers. */
  async stop(): Promise<void> {
    for (const id of [...this.#open.keys()]) this.#close(id, CLOSE.goingAway, "The server was stopped");
    for (const id of [...this.#writes.keys()]) this.#write(id);
    await this.#parts.folder.settled();
  }

  #fresh(request: Exclude<z.output<typeof replayRequestSchema>, { fork: unknown }>): ReplayDefinition {
    const { strategy, params, dataSet: dataSetId, account, preset, step } = request;
    const { dataSet } = checkRequest(this.#parts.catalog, this.#parts.dataSets, request);
    requireStep("step", step, dataSet.steps);
    const createdMs = Date.now();
    return {
      version: 1,
      id: newId(createdMs),
      strategy,
      dataSet: dataSetId,
      params,
      account,
      preset,
      changes: [],
      commands: [],
      step,
      createdMs,
    };
  }

  /** What came before the step stays as it was, hand commands included; from there on it goes its own way. */
  #fork({ fork, params }: {
    readonly fork: { readonly of: string; readonly atStep: number };
    readonly params: Record<string, unknown>;
  }): ReplayDefinition {
    const { of, atStep } = fork;
    const source = this.#definitions.get(of);
    if (source === undefined) {
      throw new RequestProblem(422, "The request can't be carried out", [
        { field: "fork.of", message: `There is no replay "${of}".` },
      ]);
    }
    const { entry, steps } = this.#madeFrom(source);
    requireStep("fork.atStep", atStep, steps);
    const changes = source.changes.filter((change) => change.atStep < atStep);
    const changed = { ...changes.at(-1)?.params ?? source.params, ...params };
    checkParams(entry, changed);
    const createdMs = Date.now();
    return {
      ...source,
      id: newId(createdMs),
      changes: [...changes, { atStep, params: changed }],
      commands: source.commands.filter(({ afterStep }) => afterStep <= atStep),
      fork: { of, atStep },
      ...source.session !== undefined && { session: forkedSession(source.session, atStep) },
      step: atStep,
      createdMs,
    };
  }

  /** The replay with its worker, opened if need be. */
  #opened(id: string): OpenReplay {
    const definition = this.#definitions.get(id);
    if (definition === undefined) {
      throw new RequestProblem(404, "There is no such replay", [{ message: `There is no replay "${id}".` }]);
    }
    const already = this.#open.get(id);
    if (already !== undefined) return already;
    const { entry, bars } = this.#madeFrom(definition);
    this.#makeRoom();
    const replay = new OpenReplay(definition, entry, bars, this.#threads, {
      standing: ({ step }, commands) => {
        this.#definitions.set(id, { ...this.#definitions.get(id)!, step, commands });
        this.#writeLater(id);
      },
      failed: () => {
        if (this.#open.get(id) === replay) this.#open.delete(id);
      },
    }, this.#parts.answerMsMax);
    this.#open.set(id, replay);
    return replay;
  }

  /** Leaves so many open that nobody looks at or waits for: those that were used last, and first of all what plays. */
  #closeIdle(most: number): void {
    const idle = [...this.#open].filter(([, replay]) => !replay.isInUse)
      .sort(([, a], [, b]) => Number(a.isPlaying) - Number(b.isPlaying) || a.lastUsedMs - b.lastUsedMs);
    while (idle.length > most) this.#close(idle.shift()![0], CLOSE.goingAway, "Others were opened");
  }

  #makeRoom(): void {
    this.#closeIdle(IDLE_MAX - 1);
    if (this.#open.size >= OPEN_MAX) {
      throw new RequestProblem(429, "Too many replays are open", [
        { message: `${OPEN_MAX} replays are in use. Close some of them.` },
      ]);
    }
  }

  #close(id: string, code: number, reason: string): void {
    const replay = this.#open.get(id);
    this.#open.delete(id);
    replay?.close(code, reason);
  }

  /** @throws RequestProblem where a file of the command line isn't there any more, or a session's strategy is another one now. */
  #madeFrom({ strategy, dataSet, session }: ReplayDefinition): {
    readonly entry: CatalogEntry;
    readonly steps: number;
    bars(): Promise<SharedBars>;
  } {
    const entry = this.#parts.catalog.get(strategy), set = this.#parts.dataSets.get(dataSet);
    const cannot = (message: string) => new RequestProblem(409, "The replay can't be opened", [{ message }]);
    const missing = (what: string, flag: string) =>
      cannot(`There is no ${what} here now. Start the server with ${flag} and its file, as before.`);
    if (entry === undefined) throw missing(`strategy "${strategy}"`, "--strategy");
    if (session !== undefined) {
      const { version } = entry.summary, { strategyVersion, steps } = session;
      if (version !== strategyVersion) {
        throw cannot(
          `The session ran with ${strategy} ${strategyVersion}, and ${strategy} is ${version} now: it would do something else.`,
        );
      }
      return { entry, steps, bars: () => this.#parts.sessionBars(session) };
    }
    if (set === undefined) throw missing(`data set "${dataSet}"`, "--data");
    return { entry, steps: set.steps, bars: () => set.bars() };
  }

  #summary(definition: ReplayDefinition): ReplaySummary {
    const { id, strategy, params, changes, dataSet, step, createdMs, fork, commands, session } = definition;
    const entry = this.#parts.catalog.get(strategy), set = this.#parts.dataSets.get(dataSet);
    return {
      id,
      strategy,
      strategyTitle: entry?.summary.title ?? strategy,
      params: changes.at(-1)?.params ?? params,
      dataSet,
      dataSetTitle: session?.title ?? set?.summary.title ?? dataSet,
      steps: session?.steps ?? set?.steps ?? step,
      step,
      createdMs,
      fork,
      commandCount: commands.length,
    };
  }

  #writeLater(id: string): void {
    if (this.#writes.has(id)) return;
    this.#writes.set(id, setTimeout(() => this.#write(id), WRITE_AFTER_MS));
  }

  #write(id: string): void {
    clearTimeout(this.#writes.get(id));
    this.#writes.delete(id);
    const definition = this.#definitions.get(id);
    if (definition === undefined) return;
    this.#parts.folder.keep(`${id}.json`, JSON.stringify(definition));
  }
}

/**
 * A session as a fork repeats it: from its step on it goes its own way, and what people asked for, and what the strategy failed by, is no part
 * of that. Bars that came late did so whatever is traded on them.
 */
function forkedSession(
  { asides, failedAtStep, ...session }: ReplayedSession,
  atStep: number,
): ReplayedSession {
  return {
    ...session,
    asides: asides.flatMap((aside) => {
      if (aside.by === "feed" || aside.toStep <= atStep) return [aside];
      return aside.fromStep < atStep ? [{ ...aside, toStep: atStep }] : [];
    }),
    ...failedAtStep !== undefined && failedAtStep < atStep && { failedAtStep },
  };
}

function requireStep(field: string, step: number, steps: number): void {
  if (step <= steps) return;
  throw new RequestProblem(422, "The request can't be carried out", [
    { field, message: `It must be at most ${steps}, the number of bars: received ${step}.` },
  ]);
}
