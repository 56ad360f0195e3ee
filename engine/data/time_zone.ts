import { LockstepError } from "../error.ts";

const DAY_MS = 86_400_000;

/**
 * Turns wall-clock times of an IANA time zone into UTC. Meant for times that come in order: what `Intl` says of a day is
 * remembered until another day is asked for, so that a minute bar costs a comparison and an addition.
 */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  #dayMs = NaN;
  #offsetBeforeMs = 0;
  #offsetAfterMs = 0;
  /** Where the offset changes around the remembered day; Infinity where it doesn't. */
  #changeMs = Infinity;

  /** @throws LockstepError when there is no such zone. */
  constructor(name: string) {
    this.name = name;
    try {
      this.#format = new Intl.DateTimeFormat("en-US", {
        timeZone: name,
        calendar: "gregory",
        numberingSystem: "latn",
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
        era: "short",
      });
    } catch {
      throw new LockstepError(
        `There is no time zone "${name}": it must be an IANA name, such as America/New_York, Europe/Berlin or UTC.`,
      );
    }
  }

  /** What to add to UTC at `utcMs` for the zone's wall clock. */
  offsetMs(utcMs: number): number {
    let year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    for (const { type, value } of this.#format.formatToParts(utcMs)) {
      if (type === "year") year = Number(value);
      else if (type === "month") month = Number(value);
      else if (type === "day") day = Number(value);
      else if (type === "hour") hour = Number(value);
      else if (type === "minute") minute = Number(value);
      else if (type === "second") second = Number(value);
    }
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
  }

  /**
   * UTC of a wall-clock time, given as if it were UTC. A time that the clocks skip in spring is read on the clock before the
   * change. A time that stands twice in autumn is its first occurrence, or its second where the first isn't after `afterMs`
   * (the row above): bars through the doubled hour come out in order.
   */
  toUtcMs(wallMs: number, afterMs = NaN): number {
    const dayMs = Math.floor(wallMs / DAY_MS) * DAY_MS;
    if (dayMs !== this.#dayMs) this.#learnDay(dayMs);
    const before = wallMs - this.#offsetBeforeMs;
    if (this.#changeMs === Infinity) return before;
    const after = wallMs - this.#offsetAfterMs;
    const isBefore = before < this.#changeMs;
    const isAfter = after >= this.#changeMs;
    if (isBefore && isAfter) return before <= afterMs ? after : before;
    return isAfter ? after : before;
  }

  /** Offsets run from −12 to +14 hours: all instants of a wall-clock day lie in the 50 hours looked at. */
  #learnDay(dayMs: number): void {
    let from = dayMs - 14 * 3_600_000, to = dayMs + DAY_MS + 12 * 3_600_000;
    this.#dayMs = dayMs;
    this.#offsetBeforeMs = this.offsetMs(from);
    this.#offsetAfterMs = this.offsetMs(to);
    this.#changeMs = Infinity;
    if (this.#offsetBeforeMs === this.#offsetAfterMs) return;
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (this.offsetMs(middle) === this.#offsetBeforeMs) from = middle;
      else to = middle;
    }
    this.#changeMs = to;
  }
}
