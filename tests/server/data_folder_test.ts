/** What is kept, whatever happens to the folder and to the server: two servers, a power cut, damage, no room. */
import assert from "node:assert/strict";
import { LockstepServer } from "../../server/lockstep_server.ts";
import { JsonFolder } from "../../server/store/json_folder.ts";
import { RunningServer, SAMPLE_RUN, TestFolder } from "./running_server.ts";

Deno.test("one server a folder: a second one says so, and has it once the first has ended, however it ends", async () => {
  using folder = new TestFolder();
  const first = await RunningServer.start(folder.home);
  await assert.rejects(
    RunningServer.start(folder.home),
    /Another Lockstep runs on the data folder .*home\. Stop it, or let LOCKSTEP_HOME name another folder/,
  );
  await first.kill();
  await using second = await RunningServer.start(folder.home);
  assert.equal((await second.get("/runs")).status, 200);
});

Deno.test("a power cut at any moment leaves a folder that can be read, and nothing but whole records", async () => {
  using folder = new TestFolder();
  for (let n = 0; n < 4; n++) {
    const server = await RunningServer.start(folder.home);
    const asked = Array.from(
      { length: 6 },
      (_, k) =>
        k % 2 === 0 ? server.ask("POST", "/runs", SAMPLE_RUN) : server.ask("POST", "/replays", SAMPLE_RUN),
    );
    await Promise.race([Promise.all(asked), new Promise((resolve) => setTimeout(resolve, 60 * n))]);
    await new Promise((resolve) => setTimeout(resolve, 90 * n));
    asked.forEach((each) => each.catch(() => {})); // cut off
    await server.kill();
    assert.deepEqual(server.told.filter((line) => /damaged/.test(line)), []);
  }
  await using server = await RunningServer.start(folder.home);
  const { body: { runs } } = await server.get("/runs");
  for (const { id, status } of runs) {
    assert.ok(["done", "failed"].includes(status), status);
    assert.equal((await server.get(`/runs/${id}/trades`)).status, status === "done" ? 200 : 409);
  }
  for (const { id } of (await server.get("/replays")).body) {
    assert.equal((await server.ask("DELETE", `/replays/${id}`)).status, 204);
  }
  await Promise.all(runs.map(({ id }: { id: string }) => server.ask("DELETE", `/runs/${id}`)));
  for (const name of ["runs", "replays"]) {
    assert.deepEqual([...Deno.readDirSync(`${folder.home}/${name}`)], []);
  }
});

Deno.test("a damaged record is told and is no fault of the one who asks", async () => {
  using folder = new TestFolder();
  const server = await RunningServer.start(folder.home);
  const { id } = await server.done(SAMPLE_RUN);
  Deno.truncateSync(`${folder.home}/runs/${id}.record.json`, 1_000);
  for (const table of ["trades", "equity", "trades"]) {
    const { status, body } = await server.get(`/runs/${id}/${table}`);
    assert.deepEqual([status, body.detail], [
      404,
      "The run's record is missing from the data folder, or damaged there.",
    ]);
  }
  await server[Symbol.asyncDispose]();
  assert.match(server.told.join("\n"), /record\.json is damaged: /);
});

Deno.test("what can't be written is told, and life goes on", async () => {
  using folder = new TestFolder();
  const told: string[] = [];
  const files = new JsonFolder(
    folder.home,
    (sentence) => void told.push(sentence.replace(folder.path, "DIR")),
  );
  Deno.mkdirSync(`${folder.home}/a.json.part`);
  await files.keep("a.json", "{}");
  await assert.rejects(files.write("a.json", "{}"));
  assert.match(told.join("\n"), /^DIR\/home\/a\.json could not be written: Is a directory/);
  Deno.mkdirSync(`${folder.home}/b.json/within`, { recursive: true });
  await files.keep("b.json", "{}"); // can't be renamed to what it should be
  assert.equal(told.length, 2);
  assert.deepEqual([...Deno.readDirSync(folder.home)].map(({ name }) => name).sort(), [
    "a.json.part",
    "b.json",
  ]);
  await files.forget("b.json");
  assert.match(told[2], /b\.json could not be removed/);
  await files.keep("c.json", "{}");
  assert.equal(files.readText("c.json"), "{}");
  assert.deepEqual(files.names(".json"), ["c"]);
});

Deno.test("a run that is cancelled or deleted while it is being taken never begins, and counts at once", async () => {
  using folder = new TestFolder();
  const lockstep = await LockstepServer.open({ home: folder.home, runningMax: 1, warn: assert.fail });
  const first = lockstep.startRun(SAMPLE_RUN), [{ id }] = lockstep.runs();
  lockstep.cancelRun(id);
  assert.equal((await first).status, "cancelled");
  const second = lockstep.startRun(SAMPLE_RUN);
  assert.equal(await lockstep.deleteRun(lockstep.runs()[0].id), true);
  await second;
  assert.deepEqual(lockstep.runs().map(({ id, status }) => [id, status]), [[id, "cancelled"]]);
  const many = await Promise.allSettled(Array.from({ length: 150 }, () => lockstep.startRun(SAMPLE_RUN)));
  assert.equal(many.filter(({ status }) => status === "fulfilled").length, 101, "one goes on, 100 wait");
  await lockstep.stop();
});
