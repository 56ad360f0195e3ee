import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Alert } from "./alerts.ts";
import { postOverHttp, Webhook } from "./webhook.ts";

const SECRET = "a secret of some length";

function alert(n: number): Alert {
  return { id: `s/${n}`, sessionId: "s", atMs: n, level: "info", kind: "fill", text: `bought ${n}` };
}

Deno.test("alerts are signed, sent in order, and sent again until they are taken", async () => {
  const heard: string[] = [], waits: number[] = [], warnings: string[] = [];
  const answers = [500, 204, 204, 503, 200];
  const all = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(request.headers["x-lockstep-signature"]),
    )!;
    assert.equal(hex, createHmac("sha256", SECRET).update(`${seconds}.${body}`).digest("hex"));
    const status = answers.shift()!;
    heard.push(`${JSON.parse(body).id} ${status}`);
    response.writeHead(status).end();
    if (answers.length === 0) all.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hook = new Webhook({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: SECRET,
    clock: {
      nowMs: () => 1_700_000_000_000,
      after(delayMs, call) {
        waits.push(delayMs);
        const timer = setTimeout(call, 1);
        return () => clearTimeout(timer);
      },
    },
    post: postOverHttp,
    warn: (text) => warnings.push(text),
  });
  for (const n of [1, 2, 3]) hook.send(alert(n));
  await all.promise;
  while (hook.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  assert.deepEqual(heard, ["s/1 500", "s/1 204", "s/2 204", "s/3 503", "s/3 200"]);
  assert.deepEqual(waits, [1_000, 1_000]);
  assert.deepEqual(warnings, [
    "the webhook is tried again: it answered 500",
    "the webhook is tried again: it answered 503",
  ]);
});

Deno.test("an alert that nobody takes is given up after some tries, and neither address nor secret is ever said", async () => {
  const warnings: string[] = [], waits: number[] = [], sent: string[] = [];
  const hook = new Webhook({
    url: "https://hooks.example/token-1234567890",
    secret: SECRET,
    clock: {
      nowMs: () => 0,
      after(delayMs, call) {
        waits.push(delayMs);
        queueMicrotask(call);
        return () => {};
      },
    },
    post(_url, _headers, body) {
      const { id } = JSON.parse(body);
      sent.push(id);
      return id === "s/1"
        ? Promise.reject(new Error("https://hooks.example/token-1234567890 refused"))
        : Promise.resolve(200);
    },
    warn: (text) => warnings.push(text),
  });
  hook.send(alert(1));
  hook.send(alert(2));
  while (hook.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(sent, [...Array(10).fill("s/1"), "s/2"]);
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 120_000, 120_000]);
  assert.equal(warnings.length, 2);
  assert.doesNotMatch(warnings.join(" "), /token|secret/);
});

Deno.test("an address in the clear, none, and a short secret are refused in words", () => {
  const make = (url: string, secret: string) => () =>
    new Webhook({
      url,
      secret,
      clock: { nowMs: () => 0, after: () => () => {} },
      post: postOverHttp,
      warn() {},
    });
  assert.throws(make("http://hooks.example/", SECRET), /needs an https:\/\/ address/);
  assert.throws(make("hooks.example", SECRET), /needs an https:\/\/ address/);
  assert.throws(make("https://hooks.example/", "short"), /16 characters or more/);
});

Deno.test("a task may reach the webhook's host and port, and nothing where there is none", async () => {
  const permission = async (LOCKSTEP_WEBHOOK: string) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--allow-env=LOCKSTEP_WEBHOOK", "paper/environment_webhook.ts"],
      cwd: new URL("..", import.meta.url),
      env: { LOCKSTEP_WEBHOOK },
    }).output();
    return new TextDecoder().decode(stdout);
  };
  assert.equal(await permission("https://hooks.example.org/services/T0/secret"), ",hooks.example.org:443");
  assert.equal(await permission("http://127.0.0.1:9001/x"), ",127.0.0.1:9001");
  assert.equal(await permission(""), "");
  assert.equal(await permission("no address"), "");
});
