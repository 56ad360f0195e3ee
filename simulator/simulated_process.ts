import { LockstepError } from "../engine/error.ts";
import { Session, type SessionNews } from "../engine/live/session.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import type { SessionCore } from "../engine/live/session_core.ts";
import { openFeed } from "../feeds/venues.ts";
import { defectiveFeed, defectiveStore, type DefectName } from "./defects.ts";
import type { SimulatedDisk } from "./simulated_disk.ts";
import { SimulatedJournal } from "./simulated_journal.ts";
import type { SimulatedNetwork } from "./simulated_network.ts";
import { VirtualClock, type VirtualTime } from "./virtual_time.ts";

/** What a process is started with. */
export interface SimulatedProcessParts {
  readonly name: string;
  readonly time: VirtualTime;
  readonly startMs: number;
  /** How far its clock is ahead. */
  readonly skewMs: number;
  readonly network: SimulatedNetwork;
  readonly disk: SimulatedDisk;
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly defect: DefectName | undefined;
  /** For the jitter of its waits. */
  readonly seed: number;
  makeCore(): SessionCore;
  heard(news: SessionNews): void;
}

/** A process that runs one session, until it ends or is killed. */
export class SimulatedProcess {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly #parts: SimulatedProcessParts;
  readonly #journal: SimulatedJournal;
  readonly #isUp = () => this.isUp;
  isUp = true;
  session: Session | undefined;
  /** Why it could not start; empty where it could. */
  refusal = "";

  constructor(parts: SimulatedProcessParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.clock = new VirtualClock(parts.time, parts.startMs);
    this.clock.skewMs = parts.skewMs;
    this.#journal = new SimulatedJournal(parts.disk);
    this.#start();
  }

  #start(): void {
    const { network, disk, sessionId, config, defect, makeCore, seed, heard } = this.#parts;
    const outside = { clock: this.clock, network: network.of(this.#isUp) };
    const feed = openFeed(config.venue, outside, {
      urls: {
        socket: `ws://exchange/${hostOf(config.venue)}`,
        rest: `http://exchange/${hostOf(config.venue)}`,
      },
      keys: { key: "simulated-key", secret: "simulated-secret" },
      seed,
    });
    const session = new Session({
      sessionId,
      config,
      store: defectiveStore(this.#journal, disk, defect),
      clock: this.clock,
      feed: defectiveFeed(feed, defect),
      holder: this.name,
      makeCore,
      tell: (news) => {
        if (!this.isUp) return;
        heard(news);
        if (news.kind === "ended") this.#ended();
      },
    });
    this.session = session;
    try {
      session.start();
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      this.refusal = error.message;
      this.#ended();
    }
  }

  /** Ends it without a word, at whatever it is doing. */
  kill(): void {
    if (!this.isUp) return;
    this.#ended();
    this.#journal.crash();
  }

  #ended(): void {
    this.isUp = false;
    this.clock.stop();
    this.#parts.network.hangUp(this.#isUp);
  }
}

function hostOf(venue: string): string {
  return venue === "alpaca_crypto" ? "alpaca" : venue;
}
