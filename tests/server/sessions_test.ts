/** Paper sessions in the server: a process of its own, a local exchange in this one, real sockets between them. */
import assert from "node:assert/strict";
import { Random } from "../../engine/random.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { SYNTHETIC_SYMBOLS, SyntheticMarket } from "../../exchange/market/synthetic_market.ts";
import { serveExchange } from "../../exchange/serve_exchange.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { sessionRecord } from "../../paper/session_record.ts";
import type { SessionSummary } from "../../server/session_messages.ts";
import { SqliteJournal } from "../../stores/sqlite_journal.ts";
import { OpenApiDocument } from "./open_api_document.ts";
import { RunningServer, TestFolder, type TestSocket, until } from "./running_server.ts";

const SPEED = 600, START = Date.UTC(2024, 0, 1, 12);
const KEY = "PKTESTKEYTESTKEY", SECRET = "secretsecretsecretsecret";
const HELLO = { type: "hello", version: 1 };
/** Trades all the time. */
const REQUEST = {
  strategy: "ema_crossover",
  params: { fast: 2, slow: 4 },
  venue: "binance",
  symbols: ["BTCUSDT"],
  exchange: { speed: SPEED },
};

/** An exchange on a free port. */
class Exchange implements AsyncDisposable {
  private constructor(readonly origin: string, readonly stop: () => Promise<void>) {}

  static async open(): Promise<Exchange> {
    const exchange = new LocalExchange({
      clock: realOutside().clock,
      random: new Random(3),
      market: new SyntheticMarket({ seed: 3, symbols: SYNTHETIC_SYMBOLS, tradesPerMinute: 20 }),
      startMs: START,
      speed: SPEED,
    });
    const { origin, stop } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
    return new Exchange(origin, stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Asks until a session is as it should be. */
async function session(
  server: RunningServer,
  id: string,
  isSo: (session: SessionSummary) => boolean,
): Promise<SessionSummary> {
  return await until(async () => {
    const { body } = await server.get(`/sessions/${id}`);
    return isSo(body) ? body : undefined;
  });
}

const OPTIONS = { sanitizeResources: false, sanitizeOps: false };

Deno.test(
  "a session is begun, trades, obeys, is watched, left, taken up, stopped, and held against a backtest",
  OPTIONS,
  async () => {
    using folder = new TestFolder();
    await using exchange = await Exchange.open();
    await using server = await RunningServer.start(folder.home, { exchange: exchange.origin });
    const document = new OpenApiDocument((await server.get("/openapi.json")).body);
    const ask = async (operation: string, id: string, body?: unknown, query = "") => {
      const [method, path] = operation.split(" ");
      const answer = await server.ask(method.toUpperCase(), path.replace("{id}", id) + query, body);
      document.check(operation, answer);
      return answer;
    };

    const made = await ask("post /sessions", "", REQUEST);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body;
    assert.equal(made.headers.get("location"), `/api/v1/sessions/${id}`);
    assert.deepEqual(
      [made.body.status, made.body.config.params.slow, made.body.config.instruments[0].symbol],
      [
        "here",
        4,
        "BTCUSDT",
      ],
    );
    const watching = await server.socket(`/sessions/${id}/socket`);
    watching.send(HELLO);
    assert.equal((await watching.next("welcome")).session.id, id);
    const trading = await session(server, id, ({ state }) => state!.funnel.filled >= 2);
    assert.equal(trading.state!.feed!.state, "live");
    assert.ok(trading.alerts!.some(({ kind }) => kind === "fill"), JSON.stringify(trading.alerts));
    assert.equal((await watching.next("state")).session.state.phase, "running");

    // By this machine's clock, however fast the exchange's time runs: by that, the lease is long over.
    const other = new SqliteJournal(`${folder.home}/sessions`);
    const refusal = other.acquire(id, "somebody else", Date.now(), 15_000);
    assert.match(
      "refusedBecause" in refusal ? refusal.refusedBecause : "taken",
      /is run by the server \(process \d+\)$/,
    );
    other.close();

    const obeys = async (command: object, phase: string, reason = "") => {
      const { status, body } = await ask("post /sessions/{id}/command", id, command);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual([body.state.phase, body.state.phaseReason], [phase, reason], JSON.stringify(command));
    };
    await obeys({ action: "pause" }, "paused");
    await obeys({ action: "resume" }, "running");
    await obeys({ action: "cancel", instrumentIndex: 0 }, "running");
    await obeys({ action: "kill", flattens: true, reason: "enough" }, "killed", "enough");
    await session(server, id, ({ state }) => state!.positions.length === 0 && state!.working === 0);
    await obeys({ action: "lift" }, "running");
    await obeys({ action: "flatten" }, "running");
    watching.send({ type: "command", id: 7, command: { action: "pause" } });
    assert.equal((await watching.next("commanded")).id, 7);
    watching.send({ type: "command", command: { action: "cancel", instrumentIndex: 5 } });
    assert.match((await watching.next("problem")).detail, /^It must be below 1, the number of instruments/);
    await obeys({ action: "resume" }, "running");
    await watching.close();

    const page = await ask("get /sessions/{id}/events", id, undefined, "?limit=3");
    assert.deepEqual(
      page.body.events.map(({ sequence }: { sequence: number }) => page.body.total - sequence),
      [1, 2, 3],
    );
    const older = await ask("get /sessions/{id}/events", id, undefined, "?before=2&limit=5");
    assert.deepEqual(older.body.events.map(({ sequence }: { sequence: number }) => sequence), [1, 0]);

    assert.equal((await ask("post /sessions/{id}/leave", id)).body.status, "resting");
    const resting = (await ask("get /sessions", "")).body[0];
    assert.deepEqual([resting.status, resting.state.feed], ["resting", undefined]);
    assert.equal((await ask("post /sessions/{id}/command", id, { action: "pause" })).status, 409);
    assert.equal((await ask("post /sessions/{id}/leave", id)).status, 409);
    const [up, too] = await Promise.all([1, 2].map(() => ask("post /sessions/{id}/take-up", id)));
    assert.deepEqual([up.status, too.status, up.body.status], [200, 200, "here"]);
    await session(server, id, ({ state }) => state!.steps > resting.state.steps + 3);

    const report = await ask("get /sessions/{id}/parity", id);
    assert.deepEqual([report.status, report.body.unexplained], [200, 0], JSON.stringify(report.body));
    assert.ok(report.body.fills >= 2 && report.body.interventions.length >= 5, JSON.stringify(report.body));
    const early = await ask("post /sessions/{id}/replay", id);
    assert.match(early.body.dataSetTitle, /^Session of 2024-01-01, BTCUSDT 1m, up to 2024-01-01 \d\d:\d\d$/);
    await ask("post /sessions/{id}/command", id, { action: "stop", flattens: false });
    assert.equal((await session(server, id, ({ status }) => status === "stopped")).state!.phase, "stopped");
    assert.match((await ask("post /sessions/{id}/take-up", id)).body.detail, /stopped, which is for good/);

    const record = await ask("get /sessions/{id}/record", id);
    const store = new SqliteJournal(`${folder.home}/sessions`);
    assert.deepEqual(record.body, JSON.parse(JSON.stringify(await sessionRecord(store, id))));
    store.close();
    const replay = (await ask("post /sessions/{id}/replay", id)).body;
    assert.equal(replay.dataSetTitle, "Session of 2024-01-01, BTCUSDT 1m");
    assert.ok(replay.commandCount >= 4, "its commands are the replay's");
    await server.ask("POST", `/replays/${replay.id}/control`, { action: "seek", step: 1e6 });
    const repeated = (await server.get(`/replays/${replay.id}/record`)).body;
    for (const part of ["fingerprint", "fills", "trades", "equity", "metrics"]) {
      assert.deepEqual(repeated[part], record.body[part], part);
    }
    assert.ok((await server.get(`/replays/${early.body.id}`)).body.steps <= replay.steps, "as it stood then");
    const again = await server.get(`/sessions/${id}/record`, {
      "If-None-Match": record.headers.get("etag")!,
    });
    assert.equal(again.status, 304);
    const replayed = await ask("get /sessions/{id}/events", id, undefined, "?limit=1000");
    assert.deepEqual(
      replayed.body.events.find(({ sequence }: { sequence: number }) =>
        sequence === page.body.events[0].sequence
      ),
      page.body.events[0],
      "an event keeps its number, live and from the journal",
    );
  },
);

/** Numbers of a socket's events and bars until so many events have come. */
async function heard(socket: TestSocket, count: number): Promise<number[]> {
  const numbers: number[] = [];
  while (numbers.length < count) {
    const { events } = await socket.next("events");
    numbers.push(...events.map(({ sequence }: { sequence: number }) => sequence));
  }
  return numbers;
}

Deno.test(
  "a server that was killed goes on with its sessions, and a socket misses nothing",
  OPTIONS,
  async () => {
    using folder = new TestFolder();
    await using exchange = await Exchange.open();
    const options = { exchange: exchange.origin };
    const server = await RunningServer.start(folder.home, options);
    const { body: { id } } = await server.ask("POST", "/sessions", REQUEST);
    const { body: left } = await server.ask("POST", "/sessions", { ...REQUEST, symbols: ["ethusdt"] });
    await server.ask("POST", `/sessions/${left.id}/leave`);
    const first = await server.socket(`/sessions/${id}/socket`);
    first.send({ ...HELLO, eventsFrom: 0 });
    const steps: number[] = [];
    while (steps.length < 30) {
      steps.push(...(await first.next("bars")).steps.map(({ step }: { step: number }) => step));
    }
    assert.deepEqual(steps, steps.map((_, k) => k), "from the first bar of the warm-up on");
    await session(server, id, ({ state }) => state!.funnel.filled >= 2);
    const before = await server.socket(`/sessions/${id}/socket`);
    before.send({ ...HELLO, eventsFrom: 0 });
    const numbers = await heard(before, 5);
    await assert.rejects(
      RunningServer.start(folder.home, options),
      /Another Lockstep runs on the data folder/,
      "two servers on one data folder",
    );
    const { body: old } = await server.get(`/sessions/${id}`);
    await server.kill();

    await using after = await RunningServer.start(folder.home, options);
    await session(after, id, ({ status }) => status === "here");
    assert.equal((await after.get(`/sessions/${left.id}`)).body.status, "resting", "it had been left");
    const { state, alerts } = await session(after, id, ({ state }) => state!.steps > old.state!.steps + 3);
    assert.ok(state!.funnel.filled >= old.state.funnel.filled);
    assert.equal(
      alerts!.at(-1)!.sequence >= old.alerts.at(-1).sequence,
      true,
      "alerts go on with their numbers",
    );
    const resumed = await after.socket(`/sessions/${id}/socket`);
    resumed.send({ ...HELLO, eventsFrom: numbers.length, alertsFrom: 0 });
    const more = await heard(resumed, 5);
    assert.deepEqual(
      [...numbers, ...more],
      [...numbers, ...more].map((_, k) => k),
      "none twice, none missing",
    );

    const second = await after.ask("POST", `/sessions/${left.id}/take-up`);
    assert.equal(second.body.status, "here");
    const killed = await after.ask("POST", "/sessions/kill", { flattens: true });
    assert.deepEqual(
      { ...killed.body, killed: killed.body.killed.toSorted() },
      { killed: [id, left.id].toSorted(), notReached: [] },
    );
    for (const { state } of (await after.get("/sessions")).body) assert.equal(state.phase, "killed");
    await session(after, id, ({ state }) => state!.positions.length === 0);
  },
);

Deno.test("who runs a session is said to others, and what can't be taken up says why", OPTIONS, async () => {
  using folder = new TestFolder();
  await using exchange = await Exchange.open();
  let id: string;
  {
    await using server = await RunningServer.start(folder.home, { exchange: exchange.origin });
    ({ body: { id } } = await server.ask("POST", "/sessions", REQUEST));
    await session(server, id, ({ state }) => state!.steps > 20);
  }
  const store = new SqliteJournal(`${folder.home}/sessions`);
  const lease = store.acquire(id, "process 4711", Date.now(), 15_000);
  assert.ok("token" in lease, "the server has let go of it");
  Deno.writeTextFileSync(`${folder.home}/sessions/broken.sqlite`, "no database");
  await using server = await RunningServer.start(folder.home);
  const { body: held } = await server.get(`/sessions/${id}`);
  assert.deepEqual([held.status, held.holder], ["elsewhere", "process 4711"]);
  const takeUp = () => server.ask("POST", `/sessions/${id}/take-up`);
  assert.match((await takeUp()).body.detail, /^It is run by process 4711: leave it there first\.$/);
  const command = await server.ask("POST", `/sessions/${id}/command`, { action: "pause" });
  assert.deepEqual([command.status, command.body.detail], [409, "It is run by process 4711: ask there."]);
  const killed = await server.ask("POST", "/sessions/kill", { flattens: false });
  assert.deepEqual(killed.body, { killed: [], notReached: [id] });
  store.release(lease);
  store.close();
  const sentence = `It trades on the local exchange at ${exchange.origin}: ` +
    `start the server with --exchange ${exchange.origin}.`;
  assert.equal((await takeUp()).body.detail, sentence);
  const parity = await server.get(`/sessions/${id}/parity`);
  assert.deepEqual([parity.status, parity.body.detail], [409, sentence]);
  const broken = (await server.get("/sessions/broken")).body;
  assert.match(broken.problem, /broken\.sqlite/);
  assert.equal((await server.ask("POST", "/sessions/broken/take-up")).status, 409);
  assert.deepEqual((await server.get("/sessions")).body.length, 2);
  assert.ok(server.told.every((sentence) => /could not be taken up/.test(sentence)), server.told.join("\n"));
});

Deno.test(
  "what can't be is said by field, keys are never told, and a silent exchange is left alone",
  OPTIONS,
  async (test) => {
    using folder = new TestFolder();
    await using exchange = await Exchange.open();
    const mine = folder.strategy("mine", "");
    Deno.env.set("APCA_API_KEY_ID", KEY);
    Deno.env.set("APCA_API_SECRET_KEY", SECRET);
    const options = { exchange: exchange.origin, strategyFiles: [mine], exchangeMsMax: 1_500 };
    const server = await RunningServer.start(folder.home, options).finally(() => {
      Deno.env.delete("APCA_API_KEY_ID");
      Deno.env.delete("APCA_API_SECRET_KEY");
    });
    let said = "";
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await server.ask(method, path, body);
      said += JSON.stringify(answer.body);
      return answer;
    };
    const cases: [body: object, field: string, message: RegExp][] = [
      [{ strategy: "none" }, "strategy", /^There is no strategy "none"\. There are bollinger_reversion, /],
      [{ strategy: "mine" }, "strategy", /is a file: .*deno task paper --strategy /],
      [{ params: { fast: 0 } }, "params.fast", /at least/],
      [{ params: { quick: 1 } }, "params.quick", /there is no parameter/i],
      [{ venue: "nyse" }, "venue", /binance/],
      [{ symbols: [] }, "symbols", /./],
      [{ symbols: ["BTCUSDT", "btcusdt"] }, "symbols", /^BTCUSDT stands twice\.$/],
      [{ symbols: ["NONEUSDT"] }, "symbols", /NONEUSDT/],
      [{ timeframe: "7x" }, "timeframe", /7x/],
      [{ exchange: { speed: 0 } }, "exchange.speed", /./],
      [{ exchange: { speed: 1, url: "http://evil.example" } }, "exchange.url", /There is no field/],
      [{ account: { cash: -1 } }, "account.cash", /./],
      [{ onLateBars: "guess" }, "onLateBars", /follow/],
      [{ none: 1 }, "none", /There is no field/],
    ];
    for (const [body, field, message] of cases) {
      await test.step(JSON.stringify(body), async () => {
        const { status, body: problem } = await ask("POST", "/sessions", { ...REQUEST, ...body });
        assert.equal(status, 422, JSON.stringify(problem));
        assert.deepEqual(problem.errors.map((each: { field: string }) => each.field), [field]);
        assert.match(problem.errors[0].message, message);
      });
    }
    await test.step("other routes", async () => {
      const { body: { id } } = await ask("POST", "/sessions", REQUEST);
      const path = `/sessions/${id}`;
      const bad: [method: string, path: string, body: unknown, status: number, field: string][] = [
        ["POST", `${path}/command`, { action: "none" }, 422, "action"],
        ["POST", `${path}/command`, { action: "kill", flattens: true }, 422, "reason"],
        ["POST", `${path}/command`, { action: "cancel", instrumentIndex: 1 }, 422, "instrumentIndex"],
        ["POST", "/sessions/kill", {}, 422, "flattens"],
        ["GET", `${path}/events?before=-1`, undefined, 400, "before"],
        ["GET", `${path}/events?limit=5000`, undefined, 400, "limit"],
      ];
      for (const [method, path, body, status, field] of bad) {
        const answer = await ask(method, path, body);
        assert.deepEqual([answer.status, answer.body.errors?.[0].field], [status, field], path);
      }
      for (const id of ["none", "..%2Flock", "a b"]) {
        for (const part of ["", "/record", "/events", "/parity", "/socket"]) {
          assert.equal((await ask("GET", `/sessions/${id}${part}`)).status, 404, `${id}${part}`);
        }
        for (const part of ["take-up", "leave"]) {
          assert.equal((await ask("POST", `/sessions/${id}/${part}`)).status, 404);
        }
      }
      assert.equal((await ask("GET", `${path}/socket`)).status, 426);
      const foreign = await server.ask("POST", `${path}/leave`, undefined, { Origin: "http://evil.example" });
      assert.equal(foreign.status, 403);
      await ask("POST", `${path}/command`, { action: "stop", flattens: false });
      const socket = await server.socket(`${path}/socket`);
      socket.send({ type: "command", command: { action: "pause" } });
      assert.equal((await socket.next("problem")).detail, "Say hello first.");
      socket.send("{");
      assert.match((await socket.next("problem")).detail, /not JSON/);
      socket.send(HELLO);
      assert.equal((await socket.next("welcome")).session.status, "stopped");
      socket.send({ type: "command", command: { action: "pause" } });
      assert.equal((await socket.next("problem")).detail, "It was stopped, which is for good.");
      await socket.close();
    });
    await test.step("an exchange that is silent", async () => {
      await fetch(`${exchange.origin}/faults`, {
        method: "POST",
        body: JSON.stringify({ kind: "rest_silent", forMs: 30_000 }),
      }).then((response) => response.body?.cancel());
      const fromMs = performance.now();
      const { status, body } = await ask("POST", "/sessions", REQUEST);
      assert.deepEqual([status, body.type, body.detail], [
        504,
        "/api/v1/reference#no-answer",
        "binance hasn't answered for 1.5 seconds. Try again later.",
      ]);
      assert.ok(performance.now() - fromMs < 3_000);
    });
    await test.step("keys", async () => {
      // Nobody's keys: whether the exchange refuses them or can't be reached, the session says so, and not them.
      const made = await ask("POST", "/sessions", {
        ...REQUEST,
        venue: "alpaca",
        symbols: ["AAPL"],
        exchange: undefined,
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      await until(async () => {
        const { body: { state, problem } } = await ask("GET", `/sessions/${made.body.id}`);
        return problem !== undefined || state.feed?.reason ? true : undefined;
      });
      await ask("GET", "/sessions");
      await server[Symbol.asyncDispose]();
      for (const each of [KEY, SECRET]) assert.ok(!(said + server.told.join("\n")).includes(each));
      for (const { name, isFile } of Deno.readDirSync(`${folder.home}/sessions`)) {
        if (isFile) {
          assert.ok(
            !Deno.readTextFileSync(`${folder.home}/sessions/${name}`).includes(SECRET),
            name,
          );
        }
      }
    });
  },
);
