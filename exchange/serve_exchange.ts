import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { LockstepError } from "../engine/error.ts";
import { FAULTS_IN_WORDS, readFault, VENUE_NAMES } from "./fault.ts";
import type { ExchangeReply, LocalExchange } from "./local_exchange.ts";

/** Where it listens. */
export interface ServeOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly hostname: string;
}

/** An exchange that listens. */
export interface ServedExchange {
  /** `http://127.0.0.1:8200`. */
  readonly origin: string;
  /** Stops the exchange, and frees the port. */
  stop(): Promise<void>;
}

/** What of a client of the `ws` package is used: it brings no types. */
interface Client {
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(payload: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: "message" | "pong", listener: (data: unknown) => void): void;
  on(event: "close" | "error", listener: () => void): void;
}

/** Says with every answer how fast market time runs: whoever trades here must keep the same time. */
const SPEED_HEADER = "x-market-speed";

/** A fault is a few words. */
const BODY_BYTES_MOST = 65_536;

/** How fast a slow answer comes. */
const BYTE_EVERY_MS = 1_000;

/** What is said to whoever isn't let in. */
const REFUSALS = { 404: "Not Found", 429: "Too Many Requests" } as const;

/**
 * Puts an exchange on a port: sockets by the `ws` package, because only it can send pings, without compression; REST; faults under
 * `/faults` (GET lists those that are on, POST puts one on or several, DELETE ends them all); and `/`, which says what it is.
 */
export async function serveExchange(exchange: LocalExchange, options: ServeOptions): Promise<ServedExchange> {
  const { port, hostname } = options;
  const server = createServer((request, response) => {
    respond(exchange, request, response).catch((error) => {
      if (!response.headersSent) sendText(response, 500, `${error instanceof Error ? error.stack : error}\n`);
      else response.destroy();
    });
  });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1_048_576 });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const url = request.url ?? "/", admission = exchange.admission(url);
    if (admission === 503) return socket.destroy();
    if (admission !== 101) {
      return socket.end(
        `HTTP/1.1 ${admission} ${REFUSALS[admission]}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    }
    // All that is sent at once leaves in one write: 120,000 to 200,000 messages a second to one client, and 60,000 without.
    let isCorked = false;
    const corkForThisTurn = () => {
      if (isCorked) return;
      isCorked = true;
      socket.cork();
      queueMicrotask(() => {
        isCorked = false;
        socket.uncork();
      });
    };
    sockets.handleUpgrade(request, socket, head, (client: Client) => {
      const connection = exchange.admit(url, headersOf(request), {
        send: (text) => {
          corkForThisTurn();
          client.send(text);
        },
        ping: (payload) => client.ping(payload),
        close: (code, reason) => client.close(code, reason),
        terminate: () => client.terminate(),
        get bufferedBytes() {
          return client.bufferedAmount;
        },
      });
      client.on("message", (data: unknown) => connection.message(String(data)));
      client.on("pong", (data: unknown) => connection.pong(String(data)));
      client.on("close", () => connection.closed());
      client.on("error", () => client.terminate());
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", (error: Error & { readonly code?: string }) =>
      failed(
        error.code === "EADDRINUSE"
          ? new LockstepError(
            `Cannot listen on port ${port}: something else does already. Choose another with --port.`,
          )
          : error,
      ));
    server.listen(port, hostname, listening);
  });
  const address = server.address() as { readonly port: number };
  return {
    origin: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${address.port}`,
    stop: () =>
      new Promise((stopped) => {
        exchange.stop();
        sockets.close();
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  exchange: LocalExchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/" } = request, path = url.split("?")[0];
  if (path === "/faults") return await respondFaults(exchange, request, response);
  if (method !== "GET") return sendText(response, 405, "Only GET is answered here.\n");
  if (path === "/") return sendText(response, 200, inWords(exchange));
  send(exchange, response, exchange.get(url, headersOf(request)));
}

async function respondFaults(
  exchange: LocalExchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === "DELETE") exchange.behave();
  else if (request.method === "POST") {
    try {
      const body = JSON.parse(await bodyOf(request));
      // All are read before any is put on.
      for (const fault of (Array.isArray(body) ? body : [body]).map(readFault)) exchange.misbehave(fault);
    } catch (error) {
      const isOurs = error instanceof LockstepError;
      if (!isOurs && !(error instanceof SyntaxError)) throw error;
      return sendText(
        response,
        400,
        `${isOurs ? error.message : `The fault is no JSON: ${error.message}.`}\n`,
      );
    }
  } else if (request.method !== "GET") {
    return sendText(response, 405, "GET, POST and DELETE are answered here.\n");
  }
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(exchange.faults));
}

function send(exchange: LocalExchange, response: ServerResponse, reply: ExchangeReply): void {
  if (reply.arrival === "never") return;
  response.writeHead(reply.status, { ...reply.headers, [SPEED_HEADER]: String(exchange.time.speed) });
  if (reply.arrival === "whole") return void response.end(reply.text);
  const bytes = new TextEncoder().encode(reply.text);
  let sent = 0;
  const drip = () => {
    if (response.destroyed) return;
    response.write(bytes.subarray(sent, ++sent));
    if (sent === bytes.length) response.end();
    else exchange.clock.after(BYTE_EVERY_MS, drip);
  };
  drip();
}

function inWords(exchange: LocalExchange): string {
  const faults = Object.entries(FAULTS_IN_WORDS).map(([kind, words]) => `  ${kind.padEnd(18)}${words}`);
  return [
    "A local exchange of Lockstep: made for tests and for trying things out. Nothing here is real money, or a real price.",
    "",
    `It speaks ${
      VENUE_NAMES.join(", ")
    }, each under its own name: what is at wss://stream.binance.com/stream is at /binance/stream`,
    "here, what is at https://api.kraken.com/0/public/OHLC is at /kraken/0/public/OHLC.",
    "",
    `It trades ${exchange.symbols.join(", ")}. Market time is ${
      new Date(exchange.time.nowMs()).toISOString()
    }, at ${exchange.time.speed}×.`,
    "",
    `It misbehaves on demand: POST /faults with {"kind":"drop"}; GET /faults lists what is on, DELETE /faults ends it.`,
    "",
    ...faults,
    "",
  ].join("\n");
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request) {
    parts.push(part);
    bytes += part.length;
    if (bytes > BODY_BYTES_MOST) throw new LockstepError(`A fault is at most ${BODY_BYTES_MOST} bytes long.`);
  }
  return new TextDecoder().decode(await new Blob(parts as BlobPart[]).arrayBuffer());
}
