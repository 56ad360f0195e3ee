/** A replay as far as those beside it must know of it. */
export interface Scout {
  /** Whether its run is doing something by itself. */
  readonly isGoing: boolean;
  /** When somebody last asked something of it. */
  readonly usedAtMs: number;
  /** What its run remembers, in bytes. */
  readonly keptBytes: number;
}

/** How long a thread is quiet before the replay that was used last looks ahead. */
const QUIET_MS = 300;

/** What the replays of a thread may remember before none of them looks ahead any more: one million bars, and room for others. */
const KEPT_BYTES_MOST = 96 * 1024 * 1024;

/**
 * Who of a thread's replays may run ahead of where it stands. To look ahead makes every step near, but takes time from those that play and
 * some 50 MB a million bars: so it is done for the replay in hand, when nothing else is going on, while there is room.
 */
export class ScoutRoom {
  readonly #scouts = new Set<Scout>();

  enter(scout: Scout): void {
    this.#scouts.add(scout);
  }

  leave(scout: Scout): void {
    this.#scouts.delete(scout);
  }

  /** Whether this one may; one that is alone always may. */
  may(scout: Scout): boolean {
    if (this.#scouts.size === 1) return true;
    let keptBytes = 0;
    for (const other of this.#scouts) {
      if (other.isGoing || other.usedAtMs > scout.usedAtMs) return false;
      keptBytes += other.keptBytes;
    }
    return performance.now() - scout.usedAtMs > QUIET_MS && keptBytes < KEPT_BYTES_MOST;
  }
}
