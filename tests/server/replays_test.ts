/** Replays by the API and over a WebSocket, with the real worker: made, forked, controlled, kept, closed and opened again. */
import assert from "node:assert/strict";
import { type Answer, RunningServer, SAMPLE_RUN, TestFolder, until } from "./running_server.ts";

const HELLO = { type: "hello", version: 1 };

Deno.test("a replay is made, controlled, recorded, forked and deleted", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const made = await server.ask("POST", "/replays", { ...SAMPLE_RUN, params: { fast: 10 }, step: 100 });
  assert.equal(made.status, 201);
  const { id } = made.body;
  assert.equal(made.headers.get("location"), `/api/v1/replays/${id}`);
  assert.deepEqual([made.body.steps, made.body.step, made.body.dataSetTitle], [
    1260,
    100,
    "Apple, daily, 2013–2018",
  ]);
  const control = (of: string, body: object): Promise<Answer> =>
    server.ask("POST", `/replays/${of}/control`, body);

  const stepped = await control(id, { action: "step", steps: 5 });
  assert.deepEqual(
    [stepped.status, stepped.body.step, stepped.body.isPlaying],
    [200, 105, false],
    JSON.stringify(stepped.body),
  );
  const order = { direction: 1, quantity: 10 };
  const bought = await control(id, {
    action: "command",
    command: { kind: "order", instrumentIndex: 0, decision: order },
  });
  assert.equal(bought.status, 200, JSON.stringify(bought.body));
  assert.equal((await control(id, { action: "seek", step: 1_260 })).body.step, 1_260);
  const record = await server.get(`/replays/${id}/record`);
  assert.equal(record.status, 200, JSON.stringify(record.body));
  assert.equal(record.body.funnel.submittedByHand, 1);

  for (
    const [body, detail] of [
      [{ action: "fly" }, /action: It must be play, pause, step/],
      [{ action: "seek", step: -1 }, /step: Must be at least 0/],
      [{ action: "play", barsPerSecond: 0 }, /barsPerSecond/],
      [
        { action: "command", command: { kind: "order", instrumentIndex: 0, decision: { direction: 2 } } },
        /direction/,
      ],
    ] as const
  ) {
    const answer = await control(id, body);
    assert.equal(answer.status, 422);
    assert.match(answer.body.detail, detail);
  }

  const forked = await server.ask("POST", "/replays", {
    fork: { of: id, atStep: 300 },
    params: { slow: 50 },
  });
  assert.equal(forked.status, 201, JSON.stringify(forked.body));
  assert.deepEqual(forked.body.fork, { of: id, atStep: 300 });
  assert.deepEqual(forked.body.params, { fast: 10, slow: 50 });
  assert.equal(forked.body.commandCount, 1, "the order came before the fork");
  const early = await server.ask("POST", "/replays", { fork: { of: id, atStep: 50 }, params: {} });
  assert.equal(early.body.commandCount, 0, "the order came after it");
  const bad = await server.ask("POST", "/replays", { fork: { of: id, atStep: 50 }, params: { fast: 99 } });
  assert.deepEqual([bad.status, bad.body.errors[0].field], [422, "params.fast"]);
  await control(forked.body.id, { action: "seek", step: 1_260 });
  const other = await server.get(`/replays/${forked.body.id}/record`);
  assert.notEqual(other.body.fingerprint, record.body.fingerprint);

  assert.equal((await server.ask("DELETE", `/replays/${id}`)).status, 204);
  assert.equal((await server.get(`/replays/${id}`)).status, 404);
  assert.equal((await control(id, { action: "pause" })).status, 404);
  assert.deepEqual((await server.get("/replays")).body.map((each: { id: string }) => each.id), [
    early.body.id,
    forked.body.id,
  ]);
});

Deno.test("a browser is welcomed, ticks come, and what can't be understood is answered, then cut off", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const { body: { id } } = await server.ask("POST", "/replays", SAMPLE_RUN);
  const socket = await server.socket(`/replays/${id}/socket`);
  socket.send(HELLO);
  const { replay } = await socket.next("welcome");
  assert.deepEqual([replay.id, replay.steps], [id, 1260]);
  assert.equal((await socket.next("tick")).place.step, 0);
  socket.send({ type: "control", control: { action: "step", steps: 30 } });
  await until(async () => (await socket.next("tick")).place.step === 30 || undefined);

  socket.send("{");
  assert.match((await socket.next("problem")).detail, /not JSON/);
  socket.send({ type: "control", control: { action: "seek", step: 1e99 } });
  assert.match((await socket.next("problem")).detail, /step/);
  socket.send(new Uint8Array(10));
  assert.match((await socket.next("problem")).detail, /not binary/);
  socket.send({ type: "control", control: { action: "step", steps: 1 } });
  await until(async () => (await socket.next("tick")).place.step === 31 || undefined);
  socket.send({ type: "nonsense" });
  assert.match((await socket.next("problem")).detail, /type: It must be hello, ack/);
  socket.send("[".repeat(10_000));
  await socket.next("problem");
  assert.deepEqual(await socket.closed, [1008, "Too many messages that can't be understood"]);

  const large = await server.socket(`/replays/${id}/socket`);
  large.send(`"${"x".repeat(100_000)}"`);
  assert.equal((await large.closed)[0], 1009);

  const flood = await server.socket(`/replays/${id}/socket`);
  for (let n = 0; n < 2_000; n++) flood.send({ type: "ack", tick: 0 });
  assert.notEqual((await flood.closed)[0], 1000, "it is cut off");

  const again = await server.socket(`/replays/${id}/socket`);
  again.send(HELLO);
  assert.equal((await again.next("tick")).place.step, 31, "the replay lives on");
  await again.close();
});

Deno.test("replays stand where they stood after a restart, and after a power cut", async () => {
  using folder = new TestFolder();
  let id: string, straight: string;
  {
    await using server = await RunningServer.start(folder.home);
    ({ body: { id } } = await server.ask("POST", "/replays", SAMPLE_RUN));
    await server.ask("POST", `/replays/${id}/control`, { action: "seek", step: 500 });
    straight = (await server.get(`/replays/${id}/record`)).body.fingerprint;
  }
  Deno.writeTextFileSync(`${folder.home}/replays/broken.json`, "{");
  const server = await RunningServer.start(folder.home);
  assert.equal((await server.get(`/replays/${id}`)).body.step, 500);
  assert.equal((await server.get(`/replays/${id}/record`)).body.fingerprint, straight);
  await server.ask("POST", `/replays/${id}/control`, { action: "seek", step: 600 });
  await until(() =>
    JSON.parse(Deno.readTextFileSync(`${folder.home}/replays/${id}.json`)).step === 600 || undefined
  );
  await server.kill();
  assert.match(server.told.join("\n"), /replays\/broken\.json is damaged and left out: /);
  await using after = await RunningServer.start(folder.home);
  assert.equal((await after.get(`/replays/${id}`)).body.step, 600);
});

Deno.test("workers that nobody looks at make room, and are opened again when asked for", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const ids: string[] = [];
  for (let n = 0; n < 10; n++) ids.push((await server.ask("POST", "/replays", SAMPLE_RUN)).body.id);
  // All at once: what somebody waits for isn't closed under him, however many there are.
  const seeks = await Promise.all(
    ids.map((id, n) => server.ask("POST", `/replays/${id}/control`, { action: "seek", step: 10 + n })),
  );
  assert.deepEqual(seeks.map(({ body }) => body.step ?? body.detail), ids.map((_, n) => 10 + n));
  for (const [n, id] of ids.entries()) {
    const { body } = await server.ask("POST", `/replays/${id}/control`, { action: "step", steps: 1 });
    assert.equal(body.step, 11 + n);
  }
});

Deno.test("a replay whose strategy fails or never ends doesn't take the server along", async () => {
  using folder = new TestFolder();
  const endless = folder.strategy("endless", "if (window.bars === 1200) for (;;);");
  const failing = folder.strategy("failing", `if (window.bars === 1200) throw new Error("boom");`);
  await using server = await RunningServer.start(folder.home, {
    strategyFiles: [endless, failing],
  });
  const make = async (strategy: string) =>
    (await server.ask("POST", "/replays", { strategy, dataSet: "aapl_1d" })).body.id;
  const stuck = await make("endless"), broken = await make("failing");
  const watching = await server.socket(`/replays/${stuck}/socket`);
  watching.send(HELLO);
  const waiting = server.ask("POST", `/replays/${stuck}/control`, { action: "seek", step: 1_250 });

  const socket = await server.socket(`/replays/${broken}/socket`);
  socket.send(HELLO);
  socket.send({ type: "control", control: { action: "seek", step: 1_250 } });
  const tick = await until(async () => {
    const tick = await socket.next("tick");
    return tick.failure === undefined ? undefined : tick;
  });
  assert.match(tick.failure, /^onBar failed at AAPL, bar 1199 .*boom \(failing\.ts:\d+:\d+\)\.$/);
  await socket.close();

  assert.equal((await server.ask("DELETE", `/replays/${stuck}`)).status, 204);
  assert.deepEqual(await watching.closed, [1001, "The replay was deleted"]);
  const answer = await waiting;
  assert.deepEqual([answer.status, answer.body.detail], [409, "The replay was deleted"]);
});

Deno.test("a browser hears when the strategy it looks at doesn't come to an end", async () => {
  using folder = new TestFolder();
  const endless = folder.strategy("endless", "if (window.bars === 1200) for (;;);");
  await using server = await RunningServer.start(folder.home, { strategyFiles: [endless], answerMsMax: 500 });
  const { body: { id } } = await server.ask("POST", "/replays", { strategy: "endless", dataSet: "aapl_1d" });
  const socket = await server.socket(`/replays/${id}/socket`);
  socket.send(HELLO);
  socket.send({ type: "control", control: { action: "seek", step: 1_250 } });
  const { title, detail } = await socket.next("problem");
  assert.equal(title, "The replay has stopped");
  assert.equal(detail, "It hasn't answered for 0.5 seconds: its strategy may be in an endless loop.");
  assert.equal((await socket.closed)[0], 1011);
  const again = await server.socket(`/replays/${id}/socket`);
  again.send(HELLO);
  assert.ok((await again.next("tick")).place.step < 1_200, "it can be looked at again, up to there");
  await again.close();
});
