import { isoTime } from "../engine/bars.ts";
import { FrameBuilder } from "../engine/live/frame_builder.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import { recover } from "../engine/live/recovery.ts";
import type { SessionCore } from "../engine/live/session_core.ts";
import { barsOfInstruments, type SessionConfig, type SessionInput } from "../engine/live/session_input.ts";
import { Timeframe } from "../engine/timeframe.ts";
import type { LocalExchange } from "../exchange/local_exchange.ts";
import { tradeAt } from "../exchange/market/market.ts";

/** What a verdict is reached on. */
export interface Evidence {
  readonly store: JournalStore;
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly exchange: LocalExchange;
  /** The session's life, by true time. */
  readonly startMs: number;
  readonly endMs: number;
  /** What closed by then must be in the journal. */
  readonly settledMs: number;
  /** What was told outside, by sequence number. */
  readonly heard: ReadonlyMap<number, string>;
  makeCore(): SessionCore;
}

/** Broken laws that are told of one kind. */
const TOLD_MOST = 5;

/**
 * Looks at what a session left behind:
 * its journal can be read and leads to what was recorded (law 3); what was told outside is what it leads to, each once; its bars are those of
 * the exchange's trades, one after the other without a hole, unless it said itself that it could not fill a gap.
 */
export function verdictOf(evidence: Evidence): string[] {
  const { store, sessionId, makeCore, heard } = evidence, violations: string[] = [];
  const inputs: SessionInput[] = [];
  const told = new Map<number, string>();
  try {
    const { differences } = recover(store, sessionId, makeCore, {
      fromBeginning: true,
      onInput: (sequence, input, { events }) => {
        inputs.push(input);
        if (events.length > 0) told.set(sequence, JSON.stringify(events));
      },
    });
    violations.push(...differences.slice(0, TOLD_MOST).map((each) => `journal: ${each}`));
  } catch (error) {
    return [`journal: ${error instanceof Error ? error.message : error}`];
  }
  let wrong = 0;
  for (const [sequence, text] of heard) {
    const expected = told.get(sequence);
    if (expected === text || ++wrong > TOLD_MOST) continue;
    violations.push(
      `told: after input ${sequence} it told ${text}, but its journal leads to ${expected ?? "nothing"}`,
    );
  }
  violations.push(...wrongBars(evidence, inputs).slice(0, TOLD_MOST));
  return violations;
}

function wrongBars(
  { config, exchange, startMs, endMs, settledMs }: Evidence,
  inputs: readonly SessionInput[],
): string[] {
  const wrong: string[] = [], truth = trueSteps(config, exchange, startMs, endMs);
  /** Stretches that it said were not whole. */
  const excused: { fromMs: number; toMs: number }[] = [];
  for (const input of inputs) {
    if (input.kind !== "feed") continue;
    // What it said itself: a gap that wasn't filled, a bar without a late trade, a bar that isn't the exchange's.
    if (input.gap !== undefined && !input.gap.isFilled) excused.push(input.gap);
  }
  const isExcused = (timeMs: number) =>
    excused.some(({ fromMs, toMs }) =>
      timeMs > fromMs && timeMs - Timeframe.parse(config.timeframe).spanMs <= toMs
    );
  let isStopped = false, wasExcused = false;
  const seen = new Set<number>();
  let lastMs = -Infinity;
  for (const input of inputs) {
    if (input.kind === "command" && input.command.action === "stop") isStopped = true;
    if (input.kind !== "bars" || input.origin === "history") continue;
    const columns = barsOfInstruments(input.bars);
    const timeMs = Math.max(...columns.map(({ closeTimeMs }) => closeTimeMs.at(-1) ?? -Infinity));
    if (timeMs <= lastMs) wrong.push(`bars: ${isoTime(timeMs)} comes after ${isoTime(lastMs)}`);
    lastMs = timeMs;
    seen.add(timeMs);
    const now = textOf(columns), then = truth.get(timeMs);
    // A bar without a trade stands at the price before it, which may be that of a bar that lacked one.
    const isFlat = columns.some(({ volume }) => volume[0] === 0);
    wasExcused = now !== then && (isExcused(timeMs) || wasExcused && isFlat);
    if (now !== then && !wasExcused) {
      wrong.push(`bars: at ${isoTime(timeMs)} it had ${now}, the exchange traded ${then ?? "nothing"}`);
    }
  }
  if (isStopped) return wrong;
  for (const [timeMs, then] of truth) {
    if (timeMs > settledMs || seen.has(timeMs) || isExcused(timeMs)) continue;
    wrong.push(`bars: it never had ${isoTime(timeMs)}, when the exchange traded ${then}`);
  }
  return wrong;
}

/** All steps of the session's life, as the exchange's trades make them. */
function trueSteps(
  config: SessionConfig,
  exchange: LocalExchange,
  startMs: number,
  endMs: number,
): Map<number, string> {
  const { instruments, emptyBars } = config, timeframe = Timeframe.parse(config.timeframe);
  const steps = new Map<number, string>();
  const builder = new FrameBuilder({
    universe: { instruments, timeframe },
    emptyBars,
    give: ({ timeMs, bars }) => steps.set(timeMs, textOf(barsOfInstruments(bars))),
  });
  const beginMs = timeframe.startMs(config.tradeFromMs - 1);
  const series = instruments.map(({ symbol }) => exchange.series(symbol)!);
  const ids = series.map((each, i) => {
    const id = each.idAt(beginMs);
    builder.begin(i, beginMs, id > each.firstId ? tradeAt(each, id - 1).price : NaN);
    return id;
  });
  for (let toMs = beginMs + timeframe.spanMs; toMs <= Math.max(endMs, startMs); toMs += timeframe.spanMs) {
    series.forEach((each, instrumentIndex) => {
      for (; ids[instrumentIndex] < each.endId; ids[instrumentIndex]++) {
        const { id, timeMs, price, quantity } = tradeAt(each, ids[instrumentIndex]);
        if (timeMs >= toMs) break;
        builder.take({
          kind: "trade",
          instrumentIndex,
          tradeId: id,
          timeMs,
          price,
          quantity,
          takerSide: 0,
          isBackfilled: false,
        });
      }
    });
    builder.closeUntil(toMs);
  }
  return steps;
}

function textOf(bars: ReturnType<typeof barsOfInstruments>): string {
  return bars.map(({ open, high, low, close, volume, length }) =>
    length === 0 ? "–" : `${open[0]} ${high[0]} ${low[0]} ${close[0]} ${volume[0]}`
  ).join(" | ");
}
