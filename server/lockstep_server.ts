import type { ParityReport } from "../engine/live/parity.ts";
import type { SessionCommand } from "../engine/live/session_input.ts";
import type { RunResult } from "../engine/result.ts";
import type { DataSet } from "./data/data_set.ts";
import { openDataSets } from "./data/data_sets.ts";
import type {
  DataSetSummary,
  Lockstep,
  ReplayRequest,
  ReplaySummary,
  RunRequest,
  RunSummary,
  StrategySummary,
} from "./lockstep.ts";
import type { Webhook } from "../paper/webhook.ts";
import { ReplayHost } from "./replay/replay_host.ts";
import { SessionHost } from "./paper/session_host.ts";
import { RunHost } from "./run/run_host.ts";
import type { SessionRequestInput, SessionSummary } from "./session_messages.ts";
import { FolderLock } from "./store/folder_lock.ts";
import { JsonFolder } from "./store/json_folder.ts";
import { type CatalogEntry, openCatalog } from "./strategy_catalog.ts";

/** What a server is started with. */
export interface LockstepServerOptions {
  /** Folder in which runs and replays are kept. */
  readonly home: string;
  /** CSV files of bars beside the samples. */
  readonly dataFiles?: readonly string[];
  /** Strategy files beside the registered ones. */
  readonly strategyFiles?: readonly string[];
  /** Most runs that go on at once. */
  readonly runningMax?: number;
  /** How long the worker of a replay may be silent when something was asked of it. */
  readonly answerMsMax?: number;
  /** The local exchange on which sessions may trade: `http://localhost:8200`. */
  readonly exchange?: string;
  /** How long an exchange may be silent when a session is begun. */
  readonly exchangeMsMax?: number;
  /** Where alerts of paper sessions are sent, if anywhere. */
  readonly webhook?: Webhook;
  /** Tells the person who started the server something: one sentence. */
  warn(sentence: string): void;
}

/** All that a Lockstep server has: what pages may ask of it ({@link Lockstep}), and the hosts that the API talks to. */
export class LockstepServer implements Lockstep {
  readonly catalog: ReadonlyMap<string, CatalogEntry>;
  readonly sets: ReadonlyMap<string, DataSet>;
  readonly runHost: RunHost;
  readonly replayHost: ReplayHost;
  readonly sessionHost: SessionHost;
  readonly #lock: FolderLock;

  private constructor(
    catalog: ReadonlyMap<string, CatalogEntry>,
    sets: ReadonlyMap<string, DataSet>,
    { home, runningMax, answerMsMax, exchange, exchangeMsMax, webhook, warn }: LockstepServerOptions,
  ) {
    this.catalog = catalog;
    this.sets = sets;
    this.#lock = new FolderLock(home, warn);
    const parts = { catalog, dataSets: sets, warn };
    this.runHost = new RunHost({ ...parts, folder: new JsonFolder(`${home}/runs`, warn), runningMax });
    this.replayHost = new ReplayHost({
      ...parts,
      folder: new JsonFolder(`${home}/replays`, warn),
      sessionBars: (session) => this.sessionHost.journals.replayBars(session),
      answerMsMax,
    });
    const folder = `${home}/sessions`;
    this.sessionHost = new SessionHost({ folder, catalog, exchange, exchangeMsMax, webhook, warn });
  }

  /** Loads what there is. @throws LockstepError where a file that was named isn't what it should be, or the folder is another server's. */
  static async open(options: LockstepServerOptions): Promise<LockstepServer> {
    const [catalog, sets] = await Promise.all([
      openCatalog(options.strategyFiles ?? []),
      openDataSets(options.dataFiles ?? []),
    ]);
    const server = new LockstepServer(catalog, sets, options);
    server.sessionHost.resume();
    return server;
  }

  dataSets(): readonly DataSetSummary[] {
    return [...this.sets.values()].map(({ summary }) => summary);
  }

  dataSet(id: string): DataSetSummary | undefined {
    return this.sets.get(id)?.summary;
  }

  strategies(): readonly StrategySummary[] {
    return [...this.catalog.values()].map(({ summary }) => summary);
  }

  strategy(name: string): StrategySummary | undefined {
    return this.catalog.get(name)?.summary;
  }

  runs(): readonly RunSummary[] {
    return this.runHost.list();
  }

  run(id: string): RunSummary | undefined {
    return this.runHost.get(id);
  }

  record(id: string): Promise<RunResult | undefined> {
    return this.runHost.record(id);
  }

  startRun(request: RunRequest): Promise<RunSummary> {
    return this.runHost.start(request);
  }

  cancelRun(id: string): RunSummary | undefined {
    return this.runHost.cancel(id);
  }

  deleteRun(id: string): Promise<boolean> {
    return this.runHost.delete(id);
  }

  replays(): readonly ReplaySummary[] {
    return this.replayHost.list();
  }

  replay(id: string): ReplaySummary | undefined {
    return this.replayHost.get(id);
  }

  createReplay(request: ReplayRequest): Promise<ReplaySummary> {
    return this.replayHost.create(request);
  }

  deleteReplay(id: string): Promise<boolean> {
    return this.replayHost.delete(id);
  }

  sessions(): Promise<readonly SessionSummary[]> {
    return Promise.resolve(this.sessionHost.list());
  }

  session(id: string): Promise<SessionSummary | undefined> {
    return Promise.resolve(this.sessionHost.get(id));
  }

  createSession(request: SessionRequestInput): Promise<SessionSummary> {
    return this.sessionHost.create(request);
  }

  commandSession(id: string, command: SessionCommand): Promise<SessionSummary> {
    return this.sessionHost.command(id, command);
  }

  takeUpSession(id: string): Promise<SessionSummary> {
    return this.sessionHost.takeUp(id);
  }

  leaveSession(id: string): Promise<SessionSummary> {
    return this.sessionHost.leave(id);
  }

  async killSessions(flattens: boolean): Promise<{ readonly killed: number; readonly notReached: number }> {
    const { killed, notReached } = await this.sessionHost.killAll(
      flattens,
      "pulled by hand, for all sessions",
    );
    return { killed: killed.length, notReached: notReached.length };
  }

  sessionParity(id: string): Promise<ParityReport> {
    return this.sessionHost.journals.parity(id);
  }

  async replaySession(id: string): Promise<ReplaySummary> {
    return await this.replayHost.keep(await this.sessionHost.journals.replay(id));
  }

  get localExchange(): string | undefined {
    return this.sessionHost.exchange;
  }

  /** Ends all workers and leaves all sessions; what is kept in the folder is whole afterwards. */
  async stop(): Promise<void> {
    await Promise.all([this.runHost.stop(), this.replayHost.stop(), this.sessionHost.stop()]);
    this.#lock.release();
  }
}
