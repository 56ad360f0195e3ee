import assert from "node:assert/strict";
import type { Reply } from "../engine/live/outside.ts";
import { realOutside } from "./real_outside.ts";

Deno.test("the real world: a socket, a request, a timer, against a server of this machine", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/silent") {
      return new Promise((done) => setTimeout(() => done(new Response("late")), 300));
    }
    if (pathname !== "/socket") {
      return new Response(request.headers.get("x-key"), { status: 429, headers: { "Retry-After": "7" } });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => socket.send("hello");
    socket.onmessage = ({ data }) =>
      data === "bye" ? socket.close(4001, "as you wish") : socket.send(`${data}!`);
    return response;
  });
  const { clock, network } = realOutside(), { port } = server.addr;
  try {
    const told: unknown[] = [];
    await new Promise<void>((done) => {
      const socket = network.connect(`ws://127.0.0.1:${port}/socket`, {}, {
        opened: () => {
          told.push("opened");
          socket.send("one");
        },
        message: (text) => {
          told.push(text);
          if (text === "one!") socket.send("bye");
        },
        closed: (code, reason) => {
          told.push([code, reason]);
          done();
        },
      });
    });
    assert.deepEqual(told, ["opened", "hello", "one!", [4001, "as you wish"]]);

    const closedByUs = await new Promise<number>((done) => {
      const socket = network.connect(`ws://127.0.0.1:${port}/socket`, {}, {
        opened: () => socket.close(),
        message() {},
        closed: (code) => done(code),
      });
    });
    assert.equal(closedByUs, 1000);
    const refused = await new Promise<number>((done) => {
      network.connect("ws://127.0.0.1:1/", {}, { opened() {}, message() {}, closed: (code) => done(code) });
    });
    assert.equal(refused, 1006);

    const get = (path: string, timeoutMs: number) =>
      new Promise<Reply>((done) =>
        network.get(`http://127.0.0.1:${port}${path}`, { headers: { "x-key": "k" }, timeoutMs }, done)
      );
    const { status, headers, text } = await get("/", 2_000);
    assert.deepEqual([status, headers["retry-after"], text], [429, "7", "k"]);
    assert.deepEqual(await get("/silent", 20), { status: 0, headers: {}, text: "no answer within 0.02 s" });
  } finally {
    await server.shutdown();
  }
  const fromMs = clock.steadyMs();
  await new Promise<void>((done) => {
    const cancel = clock.after(5, () => assert.fail("was taken back"));
    cancel();
    clock.after(15, done);
  });
  assert(clock.steadyMs() - fromMs >= 14);
  assert(Math.abs(clock.nowMs() - Date.now()) < 50);
});

Deno.test("what is to be called at once is called in order, before any timer, and can be taken back", async () => {
  const { clock } = realOutside(), called: string[] = [];
  await new Promise<void>((done) => {
    clock.after(1, () => {
      called.push("a millisecond later");
      done();
    });
    clock.after(0, () => called.push("first"));
    clock.after(0, () => called.push("never"))();
    clock.after(0, () => called.push("second"));
    called.push("not yet");
  });
  assert.deepEqual(called, ["not yet", "first", "second", "a millisecond later"]);
});
