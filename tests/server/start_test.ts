/** `deno task start` as a person starts it: with the permissions of deno.json, in a process of its own. */
import assert from "node:assert/strict";
import { SAMPLE_RUN, serverPermissions, TestFolder } from "./running_server.ts";

const ROOT = new URL("../../", import.meta.url);

/** The server as a process; `lines` are those of its stdout. */
function spawn(folder: TestFolder, args: readonly string[], env: Record<string, string> = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...serverPermissions(folder.home), "main.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", LOCKSTEP_HOME: folder.home, ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stderr = new Response(child.stderr).text();
  return {
    child,
    firstLine: async () => (await reader.read()).value ?? "",
    async ended() {
      reader.releaseLock();
      const { code } = await child.status;
      return { code, stderr: (await stderr).replaceAll(folder.path, "DIR") };
    },
  };
}

Deno.test("it says where to look, answers there, and goes on Ctrl-C with what it keeps kept", async () => {
  using folder = new TestFolder();
  const mine = folder.strategy("mine", "");
  const server = spawn(folder, ["--port", "0", "--strategy", mine]);
  const [, place] = /^Lockstep is at (http:\/\/localhost:\d+)\n$/.exec(await server.firstLine())!;
  const json = async (path: string, init?: RequestInit) =>
    await (await fetch(`${place}/api/v1${path}`, init)).json();
  const replay = await json("/replays", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...SAMPLE_RUN, strategy: "mine" }),
  });
  const control = { action: "step", steps: 7 };
  const { step } = await json(`/replays/${replay.id}/control`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(control),
  });
  assert.equal(step, 7);
  const socket = new WebSocket(`${place.replace("http", "ws")}/api/v1/replays/${replay.id}/socket`);
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise((resolve) => socket.onopen = resolve);
  server.child.kill("SIGINT");
  assert.equal((await closed).code, 1001);
  assert.equal((await server.ended()).code, 0);
  assert.equal(JSON.parse(Deno.readTextFileSync(`${folder.home}/replays/${replay.id}.json`)).step, 7);
});

Deno.test("what can't be started says why in a sentence", async (test) => {
  using folder = new TestFolder();
  using taken = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const file = folder.write("file", "");
  const { port } = taken.addr as Deno.NetAddr;
  const cases: [name: string, args: string[], sentence: RegExp, env?: Record<string, string>][] = [
    [
      "a port that is taken",
      ["--port", String(port)],
      /^Port \d+ is taken, perhaps by a Lockstep that runs already\. Choose another: --port \d+\.$/,
    ],
    [
      "an address that it may not have",
      ["--host", "192.0.2.1", "--port", "0"],
      /^It may not listen at 192\.0\.2\.1: /,
    ],
    ["no such data", ["--data", "none.csv"], /^Cannot read none\.csv: there is no such file\.$/],
    ["no such strategy", ["--strategy", "./none.ts"], /^There is no strategy file \.\/none\.ts\.$/],
    ["a strategy twice", [
      "--strategy",
      "strategies/classic/ema_crossover.ts",
      "--strategy",
      "strategies/classic/ema_crossover.ts",
    ], /stands twice/],
    [
      "a flag that isn't there",
      ["--prot", "1"],
      /^--prot: there is no such flag; did you mean --port\? See --help\.$/,
    ],
    [
      "an exchange that isn't here",
      ["--exchange", "http://evil.example:8200"],
      /^--exchange http:\/\/evil\.example:8200: it must be a local exchange, such as http:\/\/localhost:8200, /,
    ],
    [
      "a home that is a file",
      [],
      /^The data folder .*file can't be made: .*LOCKSTEP_HOME says where it is\.$/,
      { LOCKSTEP_HOME: file },
    ],
    [
      "a webhook that nobody could trust",
      [],
      /^A webhook is signed: put a secret of 16 characters or more into LOCKSTEP_WEBHOOK_SECRET\.$/,
      { LOCKSTEP_WEBHOOK: "https://hooks.example/lockstep" },
    ],
  ];
  for (const [name, args, sentence, env] of cases) {
    await test.step(name, async () => {
      const { code, stderr } = await spawn(folder, args, env).ended();
      assert.equal(code, 1, stderr);
      const lines = stderr.trim().split("\n").filter((line) => !line.startsWith("The pages aren't built"));
      assert.equal(lines.length, 1, stderr);
      assert.match(lines[0].replace(/^error: /, ""), sentence);
    });
  }
});

Deno.test("other machines need the token that is printed or set", async () => {
  using folder = new TestFolder();
  for (const env of [{}, { LOCKSTEP_TOKEN: "mine-alone" }] as Record<string, string>[]) {
    const server = spawn(folder, ["--port", "0", "--host", "0.0.0.0"], env);
    const [, place, token] = /^Lockstep is at (http:\/\/\S+)\/\?token=(\S+)\n$/.exec(
      await server.firstLine(),
    )!;
    if ("LOCKSTEP_TOKEN" in env) assert.equal(token, "mine-alone");
    else assert.ok(token.length >= 32);
    const without = await fetch(`${place}/api/v1/runs`);
    assert.equal(without.status, 401);
    await without.body?.cancel();
    const within = await fetch(`${place}/api/v1/runs`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(within.status, 200);
    await within.body?.cancel();
    server.child.kill("SIGTERM");
    assert.equal((await server.ended()).code, 0);
  }
});
