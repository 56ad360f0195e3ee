/** What keeps other sites, other machines and careless clients out. */
import assert from "node:assert/strict";
import { RunningServer, SAMPLE_RUN, TestFolder, TestSocket } from "./running_server.ts";

Deno.test("only this machine's own names and pages may ask", async (test) => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home);
  const { body: replay } = await server.ask("POST", "/replays", SAMPLE_RUN);
  const request = (lines: string[]) => server.raw([...lines, "Connection: close", "", ""].join("\r\n"));
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

  await test.step("another host name (DNS rebinding)", async () => {
    for (
      const host of [
        "evil.example",
        `evil.example:${server.port}`,
        "localhost.evil.example",
        "127.0.0.1.nip.io",
      ]
    ) {
      const answer = await request(["GET /api/v1/runs HTTP/1.1", `Host: ${host}`]);
      assert.equal(statusOf(answer), 421, host);
      assert.match(answer, /reference#foreign-host/);
    }
    for (const host of [`localhost:${server.port}`, "127.0.0.1", `[::1]:${server.port}`]) {
      assert.equal(statusOf(await request(["GET /api/v1/runs HTTP/1.1", `Host: ${host}`])), 200, host);
    }
  });

  await test.step("another site's page", async () => {
    const foreign: Record<string, string>[] = [
      { Origin: "http://evil.example" },
      { Origin: "null" },
      { Origin: "http://localhost:1" },
      {
        "Sec-Fetch-Site": "cross-site",
      },
    ];
    for (const headers of foreign) {
      const answer = await server.ask("POST", "/runs", SAMPLE_RUN, headers);
      assert.deepEqual([answer.status, answer.body.type], [403, "/api/v1/reference#foreign-origin"]);
      assert.equal((await server.ask("DELETE", `/replays/${replay.id}`, undefined, headers)).status, 403);
    }
    assert.equal((await server.ask("POST", "/runs", SAMPLE_RUN, { Origin: server.origin })).status, 202);
    assert.equal(
      (await server.get("/runs", { Origin: "http://evil.example" })).status,
      200,
      "reading changes nothing, and browsers keep it from the page",
    );
  });

  await test.step("another site's WebSocket", async () => {
    const handshake = (origin: string) =>
      request([
        `GET /api/v1/replays/${replay.id}/socket HTTP/1.1`,
        `Host: localhost:${server.port}`,
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        `Origin: ${origin}`,
      ]);
    assert.equal(statusOf(await handshake("http://evil.example")), 403);
    const plain = await server.get(`/replays/${replay.id}/socket`);
    assert.deepEqual([plain.status, plain.headers.get("upgrade")], [426, "websocket"]);
    const half = await request([
      `GET /api/v1/replays/${replay.id}/socket HTTP/1.1`,
      `Host: localhost:${server.port}`,
      "Upgrade: websocket",
    ]);
    assert.equal(statusOf(half), 400);
  });

  await test.step("headers for browsers", async () => {
    const { headers } = await server.get("/runs");
    const policy = headers.get("content-security-policy")!;
    assert.match(policy, /default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(headers.get("access-control-allow-origin"), null);
  });

  await test.step("answers are compressed for who takes it", async () => {
    const path = `${server.origin}/api/v1/openapi.json`;
    const answer = await server.raw(
      `GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /content-encoding: br/i);
    await (await fetch(path)).json();
  });
});

Deno.test("with a token, nothing is answered without it", async () => {
  using folder = new TestFolder();
  await using server = await RunningServer.start(folder.home, { token: "s3cret-token" });
  for (const headers of [{}, { Authorization: "Bearer nonsense" }, { Cookie: "lockstep_token=nonsense" }]) {
    const answer = await server.get("/runs", headers as Record<string, string>);
    assert.deepEqual([answer.status, answer.body.type], [401, "/api/v1/reference#token-required"]);
  }
  assert.equal((await server.get("/runs?token=nonsense")).status, 401);
  const { status } = await server.get("/runs", { Authorization: "Bearer s3cret-token" });
  assert.equal(status, 200);
  const first = await server.get("/runs?limit=5&token=s3cret-token");
  assert.deepEqual([first.status, first.headers.get("location")], [303, "/api/v1/runs?limit=5"]);
  const astray = await server.raw(
    "GET //evil.example/?token=s3cret-token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  );
  assert.match(astray, /\r\nlocation: \/evil\.example\/\r\n/i, "the way back leads to this server");
  const cookie = first.headers.get("set-cookie")!;
  assert.match(cookie, /^lockstep_token=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.equal((await server.get("/runs", { Cookie: cookie.split(";")[0] })).status, 200);
  const socket = new TestSocket(`ws://localhost:${server.port}/api/v1/replays/x/socket`);
  await assert.rejects(socket.opened);
});
