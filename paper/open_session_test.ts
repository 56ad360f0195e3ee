import assert from "node:assert/strict";
import { instrument } from "../engine/instrument.ts";
import type { LiveFeed } from "../engine/live/live_feed.ts";
import { SESSION_VERSION, type SessionConfig, writeInput } from "../engine/live/session_input.ts";
import { realOutside } from "../feeds/real_outside.ts";
import { openFeed } from "../feeds/venues.ts";
import { SqliteJournal } from "../stores/sqlite_journal.ts";
import { openSession, sessionConfigOf } from "./open_session.ts";
import { sessionEquity } from "./session_equity.ts";
import { sessionRecord } from "./session_record.ts";

const START = Date.UTC(2024, 0, 1);

const CONFIG: SessionConfig = {
  version: SESSION_VERSION,
  strategy: "ema_crossover",
  strategyVersion: "1.0.0",
  params: { fast: 2, slow: 4, trailPct: 50 },
  venue: "binance",
  instruments: [instrument("MADE")],
  timeframe: "1m",
  account: { cash: 1_000, direction: "long", feeBps: 5, feePerShare: 0, slippageBps: 1, leverage: 1 },
  preset: "lockstep",
  tradeFromMs: START,
  warmupBars: 0,
  lateAfterMs: 30_000,
  onLateBars: "follow",
  onFailure: "flatten",
  emptyBars: "skip",
  lockstep: "0.1.0",
};

/** Runs with a store in which a session has begun. */
async function withBegun(
  config: SessionConfig,
  run: (store: SqliteJournal, open: () => ReturnType<typeof openSession>) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync(), store = new SqliteJournal(folder), outside = realOutside();
  try {
    const lease = store.acquire("one", "test", START, 1_000);
    assert.ok("token" in lease);
    const entries = [{
      sequence: 0,
      kind: "open",
      atMs: START,
      body: writeInput({ kind: "open", config }),
    }];
    store.append(lease, { entries, outcomes: [] }, (failure) => assert.equal(failure, undefined));
    store.release(lease);
    const feed: LiveFeed = openFeed("binance", outside, { seed: 1 });
    const open = () =>
      openSession({ sessionId: "one", store, clock: outside.clock, feed, holder: "test", tell() {} });
    await run(store, open);
  } finally {
    store.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a session is opened as it was begun", () =>
  withBegun(CONFIG, async (store, open) => {
    const session = await open();
    assert.deepEqual(session.config, CONFIG);
    assert.deepEqual(sessionConfigOf(store, "one"), CONFIG);
  }));

Deno.test("one of another version of its strategy is not taken up, nor one that isn't there", () =>
  withBegun({ ...CONFIG, strategyVersion: "0.9.0" }, async (store, open) => {
    await assert.rejects(open(), {
      name: "LockstepError",
      message:
        "The session was begun with ema_crossover 0.9.0, and ema_crossover is 1.0.0 now: begin a new session with it.",
    });
    assert.throws(() => sessionConfigOf(store, "other"), {
      name: "LockstepError",
      message:
        "There is no session other: deno task paper --list shows those that are there. The newest is one.",
    });
  }));

Deno.test("a session without a bar has no record and no equity", () =>
  withBegun(CONFIG, async (store) => {
    await assert.rejects(sessionRecord(store, "one"), {
      name: "LockstepError",
      message: "The session one has had no bar to trade on yet.",
    });
    assert.deepEqual([...sessionEquity(store, "one")], []);
  }));
