import { reasonOf } from "../../engine/part_failure.ts";
import { type SessionAlert, sessionAlertSchema } from "../session_messages.ts";

/** Alerts that are read again; a file with more of them is cut down to so many when it is opened. */
const ALERTS_MOST = 1_000;

/**
 * A session's alerts, numbered from its first, beside its journal: nothing follows from them, so a crash may cost the last one. A line of JSON
 * each, `ID.alerts.jsonl`.
 */
export class AlertLog {
  readonly #path: string;
  readonly #warn: (sentence: string) => void;
  #alerts: SessionAlert[] = [];
  #hasFailed = false;

  /** Reads what is there; a line that a crash left half-written is passed over. */
  constructor(path: string, warn: (sentence: string) => void) {
    this.#path = path;
    this.#warn = warn;
    let text: string;
    try {
      text = Deno.readTextFileSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#failed(error);
      return;
    }
    this.#alerts = text.split("\n").flatMap(alertOf);
    const isWhole = text === "" || text.endsWith("\n");
    if (this.#alerts.length > ALERTS_MOST || !isWhole) {
      this.#alerts = this.#alerts.slice(-ALERTS_MOST);
      this.#write(() => Deno.writeTextFileSync(path, this.#alerts.map(lineOf).join("")));
    }
  }

  /** The number that the next will have. */
  get nextSequence(): number {
    return (this.#alerts.at(-1)?.sequence ?? -1) + 1;
  }

  /** From a number on, oldest first. */
  from(sequence: number): readonly SessionAlert[] {
    return this.#alerts.filter((alert) => alert.sequence >= sequence);
  }

  add(given: Omit<SessionAlert, "sequence">): void {
    const alert = { sequence: this.nextSequence, ...given };
    this.#alerts.push(alert);
    if (this.#alerts.length > 2 * ALERTS_MOST) this.#alerts = this.#alerts.slice(-ALERTS_MOST);
    this.#write(() => Deno.writeTextFileSync(this.#path, lineOf(alert), { append: true }));
  }

  #write(write: () => void): void {
    try {
      write();
      this.#hasFailed = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Told once, until it goes well again: a full disk has more to say than this. */
  #failed(error: unknown): void {
    if (!this.#hasFailed) this.#warn(`Alerts can't be kept in ${this.#path}: ${reasonOf(error)}.`);
    this.#hasFailed = true;
  }
}

function lineOf(alert: SessionAlert): string {
  return `${JSON.stringify(alert)}\n`;
}

function alertOf(line: string): SessionAlert[] {
  try {
    const parsed = sessionAlertSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
