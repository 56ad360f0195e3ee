/**
 * The worker that reads sessions' journals, which may take seconds: it takes {@link ToSessionReader} and answers with
 * {@link FromSessionReader}. It may read and open the folder of journals, and nothing else.
 */
import { listen, post } from "../confined/worker_scope.ts";
import type { Bars } from "../../engine/bars.ts";
import { sessionConfigOf } from "../../paper/open_session.ts";
import { sessionCoreOf } from "../../paper/session_core_of.ts";
import { sessionParity } from "../../paper/session_parity.ts";
import { sessionRecord } from "../../paper/session_record.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { loadStrategy } from "../../strategies/load_strategy.ts";
import { barsOf } from "../data/shared_columns.ts";
import { isOfJournal } from "./journal_problem.ts";
import { continueLog, type ReplayedLog, replayLog } from "./session_log.ts";
import type { FromSessionReader, SessionReading, ToSessionReader } from "./session_reader_messages.ts";
import { sessionReplay, sessionReplayBars } from "./session_replay.ts";

/** Histories that were asked for, by their number. */
const histories = new Map<number, (bars: Bars) => void>();
let lastHistory = 0;
/** What was replayed last for its events: whoever pages through them asks for the same again. */
let replayed: Replayed | undefined;

interface Replayed extends ReplayedLog {
  readonly sessionId: string;
}

listen<ToSessionReader>(async (message) => {
  if (message.type === "history") {
    histories.get(message.historyId)?.(barsOf(message.bars));
    histories.delete(message.historyId);
    return;
  }
  const { id, folder, reading } = message;
  try {
    const result = await read(new SqliteJournal(folder), id, reading);
    const isBytes = result instanceof Uint8Array;
    tell(
      { type: "done", id, result },
      isBytes ? [result.buffer] : "log" in result ? [result.log.buffer] : [],
    );
  } catch (error) {
    if (isOfJournal(error)) tell({ type: "refused", id, message: error.message });
    else {tell({
        type: "failed",
        id,
        message: error instanceof Error ? error.stack ?? error.message : `${error}`,
      });}
  }
});

const tell: (message: FromSessionReader, transfer?: Transferable[]) => void = post;

async function read(
  store: SqliteJournal,
  id: number,
  reading: SessionReading,
): Promise<Extract<FromSessionReader, { type: "done" }>["result"]> {
  switch (reading.kind) {
    case "log": {
      const { log, nextSequence } = await logOf(store, reading.sessionId);
      return { log: jsonBytes(log.newest()), nextSequence };
    }
    case "events": {
      const { log } = await logOf(store, reading.sessionId), { before, limit } = reading;
      const to = Math.min(before, log.nextEvent), from = Math.max(0, to - limit);
      return { total: log.nextEvent, events: log.eventsFrom(from, to - from) };
    }
    case "record":
      return jsonBytes(await sessionRecord(store, reading.sessionId));
    case "parity":
      return await sessionParity(store, reading.sessionId, ({ timeframe, ...asked }) => {
        const historyId = ++lastHistory;
        tell({ type: "history", id, historyId, asked: { ...asked, timeframe: timeframe.text } });
        return new Promise((resolve) => histories.set(historyId, resolve));
      });
    case "replay":
      return await sessionReplay(store, reading.sessionId);
    case "bars":
      return sessionReplayBars(store, reading.session);
  }
}

/** All that was told of a session, from its first event on. */
async function logOf(store: SqliteJournal, sessionId: string): Promise<ReplayedLog> {
  const config = sessionConfigOf(store, sessionId);
  const makeCore = sessionCoreOf(config, await loadStrategy(config.strategy));
  const isKnown = replayed?.sessionId === sessionId && replayed.nextSequence <= store.nextSequence(sessionId);
  if (replayed !== undefined && isKnown) {
    const { log, nextSequence } = replayed;
    const next = continueLog(log, store, sessionId, makeCore, nextSequence);
    replayed = { sessionId, log, nextSequence: next };
    return replayed;
  }
  replayed = undefined; // two at once would take twice the memory
  const fresh: Replayed = { ...replayLog(store, sessionId, makeCore, Infinity), sessionId };
  return replayed = fresh;
}

function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
