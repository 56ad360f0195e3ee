/** A replay of a session does what the session did, whatever was asked of it and however its bars came: to the last bit. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../engine/random.ts";
import type { RunResult } from "../../engine/result.ts";
import { replaySession } from "../../paper/session_record.ts";
import { sessionReplay, sessionReplayBars } from "../../server/paper/session_replay.ts";
import { ReplayRun } from "../../server/replay/replay_run.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { STRATEGY_NAMES } from "../../strategies/registry.ts";
import { OpenApiDocument } from "./open_api_document.ts";
import { type MadeSession, makeSession } from "./made_session.ts";
import { type Answer, RunningServer, TestFolder } from "./running_server.ts";

const CASES = Math.ceil(Number(Deno.env.get("LOCKSTEP_LAW_CASES") ?? 100) / 2);

/** What a record says of what was done. */
function done(record: RunResult, hasFailed: boolean) {
  const { fingerprint, orders, fills, trades, equity: { timeMs, equity, drawdownPct }, funnel } = record;
  const metrics = { ...record.metrics };
  // A session counts the fills of a bar after that bar once its strategy has failed: its idle run begins to count bars anew.
  if (hasFailed) {
    for (const name of ["averageGrossExposurePct", "maxGrossExposurePct"]) {
      delete metrics[name];
    }
  }
  return { fingerprint, orders, fills, trades, timeMs, equity, drawdownPct, funnel, metrics };
}

const share = (most: number) => fc.double({ min: 0, max: most, noNaN: true });

Deno.test("a replay of any session is that session, by whatever path its end is reached", async () => {
  const folder = Deno.makeTempDirSync(), store = new SqliteJournal(folder);
  const seen = new Set<string>();
  let count = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 1, max: 1_000_000 }),
          strategy: fc.constantFrom(...STRATEGY_NAMES),
          preset: fc.constantFrom("lockstep", "backtesting.py"),
          onLateBars: fc.constantFrom("follow" as const, "forget" as const, "act" as const),
          onFailure: fc.constantFrom("flatten" as const, "hold" as const),
          instruments: fc.integer({ min: 1, max: 4 }),
          warmupBars: fc.integer({ min: 0, max: 60 }),
          bars: fc.integer({ min: 2, max: 500 }),
          commands: share(0.1),
          late: share(0.3),
          missing: share(0.2),
          failsAt: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
          inherits: fc.boolean(),
          matchesTrades: fc.boolean(),
          stops: fc.option(fc.boolean(), { nil: undefined }),
        }),
        async (
          { strategy, preset, onLateBars, onFailure, inherits, matchesTrades, stops, ...given },
        ) => {
          const id = `made${count++}`;
          const positions = [{ instrumentIndex: 0, quantity: given.seed % 2 === 0 ? 5 : -5, price: 99 }];
          const steps = await makeSession(store, {
            ...given,
            id,
            config: {
              ...{ strategy, preset, onLateBars, onFailure },
              // The other preset knows bars alone.
              ...matchesTrades && preset === "lockstep" && { matching: "trades" as const },
              ...inherits && { inherits: { sessionId: "before", positions } },
            },
            ...stops !== undefined && {
              asked: { [Math.floor(given.bars * 0.8)]: { action: "stop", flattens: stops } },
            },
          });
          if (steps === 0) return assert.rejects(sessionReplay(store, id), /has had no bar to trade on yet/);
          const session = await replaySession(store, id);
          const { definition, bars } = await sessionReplay(store, id);
          assert.deepEqual(sessionReplayBars(store, definition.session!), bars, "the bars of its journal");
          const run = await ReplayRun.make(definition, bars), { held } = run, random = new Random(given.seed);
          for (let k = 0; k < 6; k++) held.seek(random.integer(0, held.steps));
          held.seek(held.steps);
          assert.equal(held.failure, "");
          const hasFailed = given.failsAt !== undefined;
          assert.deepEqual(done(run.record(), hasFailed), done(session.record(), hasFailed));
          for (const { by } of definition.session!.asides) seen.add(by);
          for (const { command: { kind } } of definition.commands) seen.add(kind);
          if (session.core.trades > 0) seen.add("trade");
          if (definition.session!.takenOver !== undefined) seen.add("taken over");
        },
      ),
      { numRuns: CASES },
    );
    const all = ["cancel", "failure", "feed", "flatten", "hand", "taken over", "trade"];
    assert.deepEqual([...seen].sort(), all, "what the cases were to try");
  } finally {
    store.close();
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a replay that would do otherwise is refused", async () => {
  using folder = new TestFolder();
  const store = new SqliteJournal(`${folder.home}/sessions`);
  // It remembers what no snapshot holds: it buys while it is live, when its journal is replayed, and never again.
  const strategy = folder.strategy(
    "forgetful",
    `    globalThis.times = (globalThis.times ?? 0) + (window.bars === 1 ? 1 : 0);
    if (globalThis.times > 2) return undefined;`,
  );
  try {
    const config = { strategy };
    await makeSession(store, { id: "made", seed: 1, instruments: 1, warmupBars: 0, bars: 20, config });
    await assert.rejects(
      sessionReplay(store, "made"),
      /^LockstepError: A replay of session made would not do what the session did\./,
    );
  } finally {
    store.close();
  }
});

/** A record of the API as it is compared: without what says where it comes from. */
function doneIn({ body }: Answer) {
  const { fingerprint, orders, fills, trades, equity, metrics, funnel, openPositions } = body;
  return { fingerprint, orders, fills, trades, equity, metrics, funnel, openPositions };
}

const MADE: readonly MadeSession[] = [
  { id: "quiet", seed: 11, instruments: 1, warmupBars: 60, bars: 400 },
  {
    ...{ id: "busy", seed: 12, instruments: 3, warmupBars: 40, bars: 400, late: 0.1 },
    config: { params: { fast: 2, slow: 4 }, onLateBars: "forget" },
    asked: {
      50: { action: "pause" },
      90: { action: "resume" },
      120: { action: "flatten" },
      150: { action: "cancel" },
      200: { action: "kill", flattens: true, reason: "enough" },
      230: { action: "lift" },
      399: { action: "stop", flattens: false },
    },
  },
  { id: "failed", seed: 13, instruments: 1, warmupBars: 40, bars: 300, failsAt: 220 },
  { id: "matched", seed: 14, instruments: 2, warmupBars: 40, bars: 300, config: { matching: "trades" } },
];

Deno.test("sessions open as replays in the server, are stepped through, kept, restarted, forked", {
  sanitizeResources: false,
  sanitizeOps: false,
}, async (test) => {
  using folder = new TestFolder();
  const store = new SqliteJournal(`${folder.home}/sessions`);
  for (const made of MADE) await makeSession(store, made);
  await makeSession(store, { id: "young", seed: 15, instruments: 1, warmupBars: 10, bars: 0 });
  const file = folder.strategy("mine", "");
  await makeSession(store, {
    ...{ id: "filed", seed: 16, instruments: 1, warmupBars: 10, bars: 20 },
    config: { strategy: file, params: {} },
  });
  store.close();
  const server = await RunningServer.start(folder.home);
  const document = new OpenApiDocument((await server.get("/openapi.json")).body);
  const replays = new Map<string, string>();
  const atEnd = async (server: RunningServer, id: string): Promise<Answer> => {
    const { status } = await server.ask("POST", `/replays/${id}/control`, { action: "seek", step: 1e6 });
    assert.equal(status, 200);
    return await server.get(`/replays/${id}/record`);
  };
  for (const { id, seed, instruments, warmupBars } of MADE) {
    await test.step(`${id} is repeated`, async () => {
      const made = await server.ask("POST", `/sessions/${id}/replay`);
      document.check("post /sessions/{id}/replay", made);
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const { body: replay } = made;
      assert.equal(made.headers.get("location"), `/api/v1/replays/${replay.id}`);
      replays.set(id, replay.id);
      const symbols = Array.from({ length: instruments }, (_, i) => `MADE${i + 1}`).join(", ");
      const title = `Session of 2026-01-05, ${symbols} 1m`;
      assert.ok(replay.dataSetTitle.startsWith(title), replay.dataSetTitle);
      assert.equal(
        /, up to 2026-01-05 \d\d:\d\d$/.test(replay.dataSetTitle),
        id !== "busy",
        "one that goes on",
      );
      const session = (await server.get(`/sessions/${id}`)).body;
      assert.equal(replay.steps, session.state.steps);
      assert.ok(replay.step > 0 && replay.step <= warmupBars, "where trading began");
      assert.equal((await server.get(`/replays/${replay.id}/record`)).body.fills.length, 0);
      const record = await server.get(`/sessions/${id}/record`), again = await atEnd(server, replay.id);
      assert.ok(record.body.fills.length > 2, `seed ${seed}`);
      assert.deepEqual(doneIn(again), doneIn(record));
      await server.ask("POST", `/replays/${replay.id}/control`, { action: "seek", step: 100 });
      assert.deepEqual(doneIn(await atEnd(server, replay.id)), doneIn(record), "forward again");
    });
  }
  await test.step("a fork goes its own way from its step on", async () => {
    const of = replays.get("busy")!, fork = { of, atStep: 150 };
    const forked = (await server.ask("POST", "/replays", { fork, params: {} })).body;
    const [record, before] = [await atEnd(server, forked.id), await server.get(`/replays/${of}/record`)];
    const until = ({ body }: Answer) => body.fills.filter(({ bar }: { bar: number }) => bar < 140);
    assert.deepEqual(until(record), until(before));
    assert.notEqual(record.body.fingerprint, before.body.fingerprint, "nobody flattens or kills it");
    assert.equal(record.body.funnel.skipped["kill switch"], undefined);
    assert.ok(record.body.funnel.skipped["bars came late"] > 0, "late bars are late for any strategy");
    const params = { fast: 3, slow: 9 }, failed = { of: replays.get("failed")!, atStep: 200 };
    const cured = (await server.ask("POST", "/replays", { fork: failed, params })).body;
    const { body: { funnel, config } } = await atEnd(server, cured.id);
    assert.deepEqual([config.changes[0].atStep, config.changes[0].params.fast], [200, 3]);
    assert.equal(funnel.skipped["the strategy failed"], undefined, "with other parameters it needn't fail");
    assert.deepEqual((await server.get(`/replays/${cured.id}`)).body.fork, failed);
    const later = { of: replays.get("failed")!, atStep: 290 };
    const revived = (await server.ask("POST", "/replays", { fork: later, params })).body;
    const bars = (await atEnd(server, revived.id)).body.fills.map(({ bar }: { bar: number }) => bar);
    assert.equal(bars.filter((bar: number) => bar > 265 && bar <= 290).length, 0, "it had failed by then");
    assert.ok(bars.some((bar: number) => bar > 290), "another takes over");
  });
  await test.step("what can't be repeated is refused", async () => {
    const refusals: [path: string, status: number, detail: RegExp][] = [
      ["none", 404, /none/],
      ["young", 409, /^The session young has had no bar to trade on yet\.$/],
      ["filed", 409, /is a file/],
    ];
    for (const [id, status, detail] of refusals) {
      const { status: answered, body } = await server.ask("POST", `/sessions/${id}/replay`);
      assert.deepEqual([answered, detail.test(body.detail)], [status, true], JSON.stringify(body));
    }
    assert.equal((await server.get("/replays")).body.length, MADE.length + 3);
  });
  await server[Symbol.asyncDispose]();

  await test.step("it is kept, and says when it can't be repeated any more", async () => {
    const path = (id: string) => `${folder.home}/replays/${replays.get(id)}.json`;
    const changed = JSON.parse(Deno.readTextFileSync(path("matched")));
    changed.session.strategyVersion = "0.1.0";
    Deno.writeTextFileSync(path("matched"), JSON.stringify(changed));
    for (const suffix of ["", "-wal", "-shm"]) {
      await Deno.remove(`${folder.home}/sessions/failed.sqlite${suffix}`).catch(() => {});
    }
    await using server = await RunningServer.start(folder.home);
    const { body: list } = await server.get("/replays");
    assert.equal(list.length, MADE.length + 3);
    const [record, again] = [
      await server.get("/sessions/busy/record"),
      await atEnd(server, replays.get("busy")!),
    ];
    assert.deepEqual(doneIn(again), doneIn(record));
    const control = (id: string) =>
      server.ask("POST", `/replays/${replays.get(id)}/control`, { action: "step", steps: 1 });
    const { status, body } = await control("matched");
    assert.equal(status, 409);
    assert.match(body.detail, /^The session ran with ema_crossover 0\.1\.0, and ema_crossover is 1\.\d/);
    const gone = await control("failed");
    assert.deepEqual(
      [gone.status, /^The bars could not be loaded: There is no session failed/.test(gone.body.detail)],
      [409, true],
      gone.body.detail,
    );
    assert.equal((await server.ask("DELETE", `/replays/${replays.get("quiet")}`)).status, 204);
    assert.equal((await server.get("/sessions/quiet/record")).status, 200, "the session stays");
  });
});
