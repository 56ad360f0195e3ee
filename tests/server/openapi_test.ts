/** The OpenAPI document is true: what every route answers has the status and the shape that it names. */
import assert from "node:assert/strict";
import { OpenApiDocument } from "./open_api_document.ts";
import { RunningServer, SAMPLE_RUN, TestFolder } from "./running_server.ts";

Deno.test("every answer is one that the OpenAPI document names", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const document = new OpenApiDocument((await server.get("/openapi.json")).body);
  const ask = async (
    operation: string,
    ids: Record<string, string>,
    body?: unknown,
    query?: string,
    tag?: string,
  ) => {
    const [method, path] = operation.split(" ");
    const address = path.replace(/\{(\w+)\}/g, (_, name) => ids[name]) + (query ?? "");
    const answer = await server.ask(
      method.toUpperCase(),
      address,
      body,
      tag === undefined ? {} : { "If-None-Match": tag },
    );
    document.check(operation, answer);
    return answer;
  };

  const set = { id: "aapl_1d" };
  const run = (await ask("post /runs", {}, SAMPLE_RUN)).body;
  const going = (await ask("post /runs", {}, { strategy: "ema_crossover", dataSet: "synth_1m" })).body;
  await ask("get /runs/{id}", going);
  await ask("get /runs/{id}/trades", going);
  await ask("delete /runs/{id}", going);
  await ask("delete /runs/{id}", going);
  await server.ended(run.id);
  const replay = (await ask("post /replays", {}, { ...SAMPLE_RUN, step: 200 })).body;
  for (
    const [operation, ids, query] of [
      ["get /data-sets", {}],
      ["get /data-sets/{id}", set],
      ["get /data-sets/{id}/bars", set, "?points=20"],
      ["get /strategies", {}],
      ["get /strategies/{name}", { name: "ema_crossover" }],
      ["get /runs", {}],
      ["get /runs/{id}", run],
      ["get /runs/{id}/result", run],
      ["get /runs/{id}/trades", run, "?limit=5"],
      ["get /runs/{id}/equity", run, "?points=20"],
      ["get /runs/{id}/bars", run, "?points=20"],
      ["get /replays", {}],
      ["get /replays/{id}", replay],
      ["get /replays/{id}/record", replay],
      ["get /replays/{id}/socket", replay],
    ] as [string, Record<string, string>, string?][]
  ) {
    const { headers } = await ask(operation, ids, undefined, query);
    const tag = headers.get("etag");
    if (tag !== null) assert.equal((await ask(operation, ids, undefined, query, tag)).status, 304, operation);
    for (const name of Object.keys(ids).slice(0, 1)) await ask(operation, { ...ids, [name]: "none" });
    if (query !== undefined) {
      await ask(operation, ids, undefined, `${query.replace("20", "0")}&offset=-1&points=0`);
    }
  }
  await ask("post /runs", {}, { ...SAMPLE_RUN, account: { cash: -1 } });
  const fork =
    (await ask("post /replays", {}, { fork: { of: replay.id, atStep: 100 }, params: { fast: 5 } })).body;
  await ask("get /replays/{id}", fork);
  const control = {
    action: "command",
    command: { kind: "order", instrumentIndex: 0, decision: { direction: 1 } },
  };
  await ask("post /replays/{id}/control", replay, control);
  await ask("post /replays/{id}/control", fork, { action: "undo" });
  await ask("post /replays/{id}/control", replay, { action: "none" });
  await ask("get /replays/{id}/record", replay);
  for (const { id } of [replay, fork]) await ask("delete /replays/{id}", { id });
  await ask("delete /runs/{id}", run);
  const none = { id: "none" };
  await ask("get /sessions", {});
  await ask("post /sessions", {}, { strategy: "ema_crossover" });
  await ask("post /sessions/kill", {}, { flattens: false });
  for (const part of ["", "/record", "/events", "/parity", "/socket"]) {
    await ask(`get /sessions/{id}${part}`, none);
  }
  await ask("post /sessions/{id}/command", none, { action: "pause" });
  for (const part of ["take-up", "leave", "replay"]) await ask(`post /sessions/{id}/${part}`, none);
  assert.deepEqual([...document.untried], []);
});
