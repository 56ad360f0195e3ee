import type { SessionNews } from "../engine/live/session.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import { newsTexts, type TimedSaid } from "./paper_news.ts";

/** Lines and points that are kept. */
const LINES_MOST = 100, POINTS_MOST = 512;
const DAY_MS = 86_400_000;

/** Equity at a bar's close. */
export interface EquityPoint {
  readonly timeMs: number;
  readonly equity: number;
}

/** What a live view remembers of a session: its last lines, its equity since it began. */
export class PaperWatch {
  /** Newest last. */
  readonly lines: TimedSaid[] = [];
  /** Oldest first; of a long session only some. */
  points: EquityPoint[] = [];
  readonly #config: SessionConfig;
  /** The last that was told: it is told again after every command. */
  #phase = "";
  #stride = 1;
  #steps = 0;
  #lastMs = NaN;
  #lastEquity: number;
  #dayEquity: number;

  constructor(config: SessionConfig) {
    this.#config = config;
    this.#lastEquity = this.#dayEquity = config.account.cash;
  }

  /** Equity with which the day (of UTC) began that the last bar belongs to. */
  get dayEquity(): number {
    return this.#dayEquity;
  }

  /** Takes what the session tells; gives the lines that it adds. `nowMs`: see {@link newsTexts}. */
  take(news: SessionNews, nowMs: number): readonly TimedSaid[] {
    if (news.kind === "step") this.point(news.timeMs, news.equity);
    if (news.kind === "phase") {
      const { phase, reason } = news;
      if (this.#phase === `${phase} ${reason}`) return [];
      this.#phase = `${phase} ${reason}`;
    }
    return this.#add(newsTexts(news, this.#config, nowMs));
  }

  /** Takes what was asked of it by hand; gives its line. */
  asked(text: string, nowMs: number): readonly TimedSaid[] {
    return this.#add([{ sign: "›", text, tone: "plain", timeMs: nowMs }]);
  }

  #add(lines: readonly TimedSaid[]): readonly TimedSaid[] {
    this.lines.push(...lines);
    if (this.lines.length > LINES_MOST) this.lines.splice(0, this.lines.length - LINES_MOST);
    return lines;
  }

  /** Equity at a bar's close: also for those of before the session was taken up. */
  point(timeMs: number, equity: number): void {
    // A bar that closes at midnight belongs to the day before.
    if (!(Math.ceil(timeMs / DAY_MS) === Math.ceil(this.#lastMs / DAY_MS))) {
      this.#dayEquity = this.#lastEquity;
    }
    this.#lastMs = timeMs;
    this.#lastEquity = equity;
    if (this.#steps++ % this.#stride !== 0) return;
    this.points.push({ timeMs, equity });
    if (this.points.length < POINTS_MOST) return;
    this.points = this.points.filter((_, k) => k % 2 === 0);
    this.#stride *= 2;
  }
}
