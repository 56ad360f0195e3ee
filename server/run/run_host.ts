import { z } from "zod";
import { reasonOf } from "../../engine/part_failure.ts";
import type { RunResult } from "../../engine/result.ts";
import { crashInWords } from "../confined/crash_in_words.ts";
import { type ConfinedWorker, confinedWorker } from "../confined/confined_worker.ts";
import type { DataSet } from "../data/data_set.ts";
import { RequestProblem, type RunRequest, runRequestSchema, type RunSummary } from "../lockstep.ts";
import { checkRequest } from "../request_check.ts";
import type { FromRunWorker, ToRunWorker } from "./run_worker_messages.ts";
import type { JsonFolder } from "../store/json_folder.ts";
import { newId } from "../../stores/new_id.ts";
import type { CatalogEntry } from "../strategy_catalog.ts";

/** What the runs stand on. */
export interface RunHostParts {
  /** `ID.json` what is known of a run, `ID.record.json` its record once there is one. */
  readonly folder: JsonFolder;
  readonly catalog: ReadonlyMap<string, CatalogEntry>;
  readonly dataSets: ReadonlyMap<string, DataSet>;
  /** Most runs that go on at once; others wait. */
  readonly runningMax?: number;
  /** Tells the person who started the server something. */
  warn(sentence: string): void;
}

/** Backtests, each in a worker of its own, and their records on the disk. */
export class RunHost {
  readonly #parts: RunHostParts;
  readonly #runningMax: number;
  readonly #runs = new Map<string, RunSummary>();
  /** In the order in which they were asked for. */
  readonly #waiting: Job[] = [];
  readonly #running = new Map<string, ConfinedWorker>();
  readonly #records = new RecordCache();

  constructor(parts: RunHostParts) {
    this.#parts = parts;
    this.#runningMax = parts.runningMax ?? Math.max(2, navigator.hardwareConcurrency - 1);
    for (const name of parts.folder.names(".json")) if (!name.includes(".")) this.#load(name);
  }

  #load(id: string): void {
    let stored: StoredRun;
    try {
      stored = storedRunSchema.parse(JSON.parse(this.#parts.folder.readText(`${id}.json`)));
      if (stored.id !== id) throw new Error(`it says that it is ${stored.id}`);
    } catch (error) {
      const why = error instanceof z.ZodError ? "it isn't a run as Lockstep writes one" : reasonOf(error);
      this.#parts.warn(`${this.#parts.folder.path}/${id}.json is damaged and left out: ${why}.`);
      return;
    }
    const { version: _, ...summary } = stored;
    if (stored.status !== "running") return void this.#runs.set(id, summary);
    this.#put({ ...summary, status: "failed", failure: "The server was stopped before the run had ended." });
  }

  /** Newest first. */
  list(): RunSummary[] {
    return [...this.#runs.values()].sort((a, b) => b.createdMs - a.createdMs || (b.id < a.id ? -1 : 1));
  }

  get(id: string): RunSummary | undefined {
    return this.#runs.get(id);
  }

  /** @throws RequestProblem where it can't be carried out, or too many wait already. */
  async start(given: RunRequest): Promise<RunSummary> {
    const request = runRequestSchema.parse(given);
    const { entry, dataSet } = checkRequest(this.#parts.catalog, this.#parts.dataSets, request);
    if (this.#waiting.length >= WAITING_MAX) {
      throw new RequestProblem(429, "Too many runs", [
        { message: `${WAITING_MAX} runs wait already. Try again when some of them have ended.` },
      ]);
    }
    const createdMs = Date.now();
    const summary: RunSummary = {
      id: newId(createdMs),
      status: "running",
      progress: 0,
      isWaiting: true,
      request,
      strategyTitle: entry.summary.title,
      dataSetTitle: dataSet.summary.title,
      createdMs,
    };
    const isPut = this.#put(summary);
    // At once, not when it is written: whoever asks meanwhile counts it among those that wait, and may cancel it.
    this.#waiting.push({ id: summary.id, entry, dataSet });
    this.#startNext();
    await isPut;
    return this.#runs.get(summary.id) ?? summary;
  }

  /** Ends a run that goes on or waits; one that has ended stays as it is. */
  cancel(id: string): RunSummary | undefined {
    const summary = this.#runs.get(id);
    if (summary?.status !== "running") return summary;
    const waitingAt = this.#waiting.findIndex((job) => job.id === id);
    if (waitingAt >= 0) this.#waiting.splice(waitingAt, 1);
    this.#end(id, { status: "cancelled" });
    return this.#runs.get(id);
  }

  /** Cancels it where it goes on, then forgets it; false where there is none. */
  async delete(id: string): Promise<boolean> {
    if (this.cancel(id) === undefined) return false;
    this.#runs.delete(id);
    this.#records.delete(id);
    // The record first: what a crash leaves behind can still be listed, and deleted.
    await this.#parts.folder.forget(`${id}.record.json`);
    await this.#parts.folder.forget(`${id}.json`);
    return true;
  }

  /** The record of a run that is done, as JSON. */
  async recordBytes(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#runs.get(id)?.status === "done"
      ? await this.#parts.folder.read(`${id}.record.json`)
      : undefined;
  }

  /** The same, read; undefined too where its file is damaged, which is told. */
  async record(id: string): Promise<RunResult | undefined> {
    return await this.#records.of(id, async () => {
      const bytes = await this.recordBytes(id);
      try {
        return bytes && JSON.parse(new TextDecoder().decode(bytes));
      } catch (error) {
        this.#parts.warn(`${this.#parts.folder.path}/${id}.record.json is damaged: ${reasonOf(error)}.`);
      }
    });
  }

  /** Ends all that goes on. What hasn't ended is said to have been stopped when the server starts again. */
  async stop(): Promise<void> {
    this.#waiting.length = 0;
    for (const worker of this.#running.values()) worker.terminate();
    this.#running.clear();
    await this.#parts.folder.settled();
  }

  #startNext(): void {
    while (this.#running.size < this.#runningMax) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      this.#run(job);
    }
  }

  #run({ id, entry, dataSet }: Job): void {
    this.#runs.set(id, begun(this.#runs.get(id)!));
    const worker = confinedWorker(new URL("./run_worker.ts", import.meta.url), entry);
    this.#running.set(id, worker);
    worker.onmessage = ({ data }: MessageEvent<FromRunWorker>) => {
      if (this.#running.get(id) === worker) this.#heard(id, dataSet, data);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // else it would end the server
      this.#end(id, { status: "failed", failure: `The run has crashed: ${crashInWords(event)}` });
    };
    dataSet.bars().then((bars) => {
      const { params, account, preset, fromMs, toMs } = this.#runs.get(id)!.request;
      const { loadedBy: strategy, isFile } = entry;
      if (this.#running.get(id) !== worker) return; // cancelled meanwhile
      worker.postMessage(
        { strategy, isFile, params, bars, account, preset, fromMs, toMs } satisfies ToRunWorker,
      );
    }).catch((error) => {
      this.#end(id, { status: "failed", failure: `The bars could not be loaded: ${reasonOf(error)}.` });
    });
  }

  #heard(id: string, { steps }: DataSet, message: FromRunWorker): void {
    switch (message.type) {
      case "progress":
        return this.#change(id, { progress: Math.min(1, message.steps / steps) });
      case "failed":
        return this.#end(id, { status: "failed", failure: message.message });
      case "done": {
        const { record, fingerprint, metrics } = message;
        // The record first: a run that is said to be done has one.
        this.#parts.folder.write(`${id}.record.json`, record).then(
          () => this.#end(id, { status: "done", progress: 1, fingerprint, metrics }),
          (error) => {
            const failure = `Its record could not be written: ${reasonOf(error)}.`;
            this.#end(id, { status: "failed", failure });
          },
        );
      }
    }
  }

  #end(id: string, outcome: Partial<RunSummary>): void {
    this.#running.get(id)?.terminate();
    this.#running.delete(id);
    const summary = this.#runs.get(id);
    if (summary?.status === "running") this.#put({ ...begun(summary), ...outcome });
    this.#startNext();
  }

  /** What needn't survive. */
  #change(id: string, changed: Partial<RunSummary>): void {
    const summary = this.#runs.get(id);
    if (summary !== undefined) this.#runs.set(id, { ...summary, ...changed });
  }

  #put(summary: RunSummary): Promise<void> {
    this.#runs.set(summary.id, summary);
    const { isWaiting: _, ...lasting } = summary;
    const stored: StoredRun = { version: 1, ...lasting };
    return this.#parts.folder.keep(`${summary.id}.json`, JSON.stringify(stored));
  }
}

/** Without the word that it waits. */
function begun({ isWaiting: _, ...summary }: RunSummary): RunSummary {
  return summary;
}

interface Job {
  readonly id: string;
  readonly entry: CatalogEntry;
  readonly dataSet: DataSet;
}

const WAITING_MAX = 100;

const storedRunSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  status: z.enum(["running", "done", "failed", "cancelled"]),
  progress: z.number(),
  failure: z.string().optional(),
  request: runRequestSchema,
  strategyTitle: z.string(),
  dataSetTitle: z.string(),
  createdMs: z.number(),
  metrics: z.record(z.string(), z.number()).optional(),
  fingerprint: z.string().optional(),
});

type StoredRun = z.infer<typeof storedRunSchema>;

/** The last few records that were asked for: their pages and tables are asked for one after the other. */
class RecordCache {
  readonly #records = new Map<string, Promise<RunResult | undefined>>();

  async of(id: string, load: () => Promise<RunResult | undefined>): Promise<RunResult | undefined> {
    const record = this.#records.get(id) ?? load();
    this.#records.delete(id);
    this.#records.set(id, record);
    if (this.#records.size > CACHED_MAX) this.#records.delete(this.#records.keys().next().value!);
    let found: RunResult | undefined;
    try {
      return found = await record;
    } finally {
      if (found === undefined) this.#records.delete(id);
    }
  }

  delete(id: string): void {
    this.#records.delete(id);
  }
}

const CACHED_MAX = 4;
