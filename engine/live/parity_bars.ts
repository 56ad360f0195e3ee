import { type Bars, isoTime } from "../bars.ts";
import type { Instrument } from "../instrument.ts";
import type { FeedNote, SessionStory, StepOrigin } from "./session_story.ts";

/** A difference between a session and a backtest of the same time. */
export interface ParityDifference {
  /** "replay": what the journal leads to now isn't what was done then. */
  readonly what: "bar" | "order" | "fill" | "equity" | "replay";
  /** Symbol; empty where it is about all of them. */
  readonly instrument: string;
  /** UTC epoch milliseconds: a bar's open, an order's submission, a fill's bar; NaN where there is no time. */
  readonly timeMs: number;
  /** What differs, in words. */
  readonly text: string;
  /** Why; empty where nothing explains it. */
  readonly cause: string;
}

/** Sums of decimals, added up in another order, differ by less. */
const SUM_ERROR = 1e-9;

const PRICES = ["open", "high", "low", "close"] as const;

/** One of an instrument's bars in two places; −1 where there is none. */
interface Pair {
  readonly openTimeMs: number;
  readonly mine: number;
  readonly theirs: number;
}

/**
 * Where the bars that a session acted on aren't those of the exchange's history, instrument by instrument in time order; neighbours that are
 * missing for one reason stand on one line.
 */
export function barDifferences(
  instruments: readonly Instrument[],
  story: SessionStory,
  history: readonly Bars[],
): ParityDifference[] {
  const origins = new Map(story.steps.map((step) => [step.timeMs, step]));
  const session = story.bars;
  return instruments.flatMap(({ symbol }, i) => {
    const mine = session[i], theirs = history[i];
    const found: ParityDifference[] = [];
    let run: { first: number; last: number; count: number; text: string; cause: string } | undefined;
    const endRun = () => {
      if (run === undefined) return;
      const { first, last, count, text, cause } = run;
      const which = count === 1 ? isoTime(first) : `${isoTime(first)} to ${isoTime(last)} (${count} bars)`;
      found.push({
        what: "bar",
        instrument: symbol,
        timeMs: first,
        text: `${which} ${count === 1 ? "is" : "are"} ${text}`,
        cause,
      });
      run = undefined;
    };
    for (const { openTimeMs, mine: m, theirs: t } of pairs(mine, theirs)) {
      if (m >= 0 && t >= 0) {
        const text = fieldsText(mine, m, theirs, t);
        endRun();
        if (text === "") continue;
        const cause = whyDiffers(story, i, mine, m, theirs, t, origins.get(mine.closeTimeMs[m])!);
        found.push({
          what: "bar",
          instrument: symbol,
          timeMs: openTimeMs,
          text: `${isoTime(openTimeMs)} differs: ${text}`,
          cause,
        });
        continue;
      }
      const [text, cause] = m >= 0
        ? ["not in the exchange's history", whyExtra(mine, m, origins.get(mine.closeTimeMs[m])!)]
        : ["missing in the session", whyMissing(story, i, theirs, t)];
      if (run !== undefined && run.text === text && run.cause === cause) {
        run.last = openTimeMs;
        run.count++;
      } else {
        endRun();
        run = { first: openTimeMs, last: openTimeMs, count: 1, text, cause };
      }
    }
    endRun();
    return found;
  }).sort((a, b) => a.timeMs - b.timeMs);
}

function* pairs(mine: Bars, theirs: Bars): Generator<Pair> {
  for (let m = 0, t = 0; m < mine.length || t < theirs.length;) {
    const a = m < mine.length ? mine.openTimeMs[m] : Infinity;
    const b = t < theirs.length ? theirs.openTimeMs[t] : Infinity;
    yield { openTimeMs: Math.min(a, b), mine: a <= b ? m : -1, theirs: b <= a ? t : -1 };
    if (a <= b) m++;
    if (b <= a) t++;
  }
}

/** "close 101.5, the exchange's history says 101.6 (−0.1)"; empty where all is the same. */
function fieldsText(mine: Bars, m: number, theirs: Bars, t: number): string {
  return [...PRICES, "volume" as const].filter((field) => mine[field][m] !== theirs[field][t]).map(
    (field) => {
      const a = mine[field][m], b = theirs[field][t], by = Number((a - b).toPrecision(6));
      return `${field} ${a}, the exchange's history says ${b} (${by > 0 ? "+" : "−"}${Math.abs(by)})`;
    },
  ).join("; ");
}

function whyDiffers(
  story: SessionStory,
  instrumentIndex: number,
  mine: Bars,
  m: number,
  theirs: Bars,
  t: number,
  { origin, atMs }: StepOrigin,
): string {
  const openTimeMs = mine.openTimeMs[m], closeTimeMs = mine.closeTimeMs[m];
  const a = mine.volume[m], b = theirs.volume[t];
  if (PRICES.every((field) => mine[field][m] === theirs[field][t]) && Math.abs(a - b) <= SUM_ERROR * b) {
    return "the same trades, added up in another order";
  }
  if (origin === "history") {
    return "the session took it from the exchange's history for its warm-up, where it stood so then";
  }
  const gap = gapOver(story.feedNotes, instrumentIndex, openTimeMs, closeTimeMs);
  if (gap !== undefined && !gap.gap!.isFilled) return `a gap could not be filled: ${gap.text}`;
  const noteOf = (wanted: "late" | "differs") =>
    story.feedNotes.find(({ what, gap }) =>
      what === wanted && gap?.instrumentIndex === instrumentIndex && gap.fromMs === openTimeMs
    );
  const late = noteOf("late"), said = noteOf("differs");
  if (late !== undefined && atMs !== undefined) {
    return `${late.text}: it had been closed ${((atMs - closeTimeMs) / 1000).toFixed(1)} s after its end`;
  }
  if (said !== undefined) return `the exchange stated it otherwise then: ${said.text}`;
  if (gap !== undefined) return `a gap in it was back-filled: ${gap.text}`;
  return origin === "backfill" ? "it was back-filled, in part or whole" : "";
}

function whyExtra(mine: Bars, m: number, { origin }: StepOrigin): string {
  if (isEmpty(mine, m)) {
    return "nothing was traded in it: the session has a flat bar there, the exchange's history none";
  }
  return origin === "history"
    ? "the session took it from the exchange's history for its warm-up, where it stood then"
    : "";
}

function whyMissing(story: SessionStory, instrumentIndex: number, theirs: Bars, t: number): string {
  if (isEmpty(theirs, t)) {
    return "nothing was traded in it: the exchange's history has a flat bar there, the session none";
  }
  const gap = gapOver(story.feedNotes, instrumentIndex, theirs.openTimeMs[t], theirs.closeTimeMs[t]);
  if (gap !== undefined && !gap.gap!.isFilled) return `a gap could not be filled: ${gap.text}`;
  const first = story.steps.find(({ origin }) => origin !== "history");
  if (first === undefined || theirs.closeTimeMs[t] < first.timeMs) {
    return "the session's warm-up from the exchange's history came without it";
  }
  return "";
}

function isEmpty({ open, high, low, close, volume }: Bars, at: number): boolean {
  return volume[at] === 0 && open[at] === high[at] && high[at] === low[at] && low[at] === close[at];
}

/** The gap that touches a stretch of time; one that wasn't filled before any other. */
function gapOver(
  notes: readonly FeedNote[],
  instrumentIndex: number,
  fromMs: number,
  toMs: number,
): FeedNote | undefined {
  const over = notes.filter(({ what, gap }) =>
    what === "gap" && gap !== undefined && gap.instrumentIndex === instrumentIndex && gap.fromMs < toMs &&
    gap.toMs > fromMs
  );
  return over.find(({ gap }) => !gap!.isFilled) ?? over[0];
}
