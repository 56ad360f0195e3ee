import type { GetOptions, Outside, Reply, Socket, SocketEvents } from "../engine/live/outside.ts";

/** Characters of an answer that are taken; what is longer is no answer to anything that is asked here. */
const REPLY_CHARS_MOST = 16_000_000;

/** A timer can't be set for longer than this; a longer one is set in pieces. */
const TIMER_MS_MOST = 2 ** 31 - 1;

/** The real world: this machine's clocks and timers, WebSocket and fetch. The only place where live parts meet them. */
export function realOutside(): Outside {
  return {
    clock: { nowMs: () => Date.now(), steadyMs: () => performance.now(), after },
    network: { connect, get },
  };
}

function after(delayMs: number, call: () => void): () => void {
  if (!(delayMs > 0)) {
    // A timer takes 2 ms at least, and an immediate waits behind all messages that have arrived: this comes once the one in hand is done with.
    let isCancelled = false;
    queueMicrotask(() => {
      if (!isCancelled) call();
    });
    return () => void (isCancelled = true);
  }
  let timer: ReturnType<typeof setTimeout>;
  const dueMs = performance.now() + delayMs;
  const arm = () => {
    const leftMs = dueMs - performance.now();
    timer = leftMs > TIMER_MS_MOST ? setTimeout(arm, TIMER_MS_MOST) : setTimeout(call, Math.max(0, leftMs));
  };
  arm();
  return () => clearTimeout(timer);
}

function connect(url: string, headers: Readonly<Record<string, string>>, events: SocketEvents): Socket {
  let isOver = false, isEnding = false;
  const over = (code: number, reason: string) => {
    if (isOver) return;
    isOver = true;
    events.closed(code, reason);
  };
  let socket: WebSocket;
  try {
    // Deno takes headers; the types are a browser's.
    socket = Object.keys(headers).length === 0
      ? new WebSocket(url)
      : new WebSocket(url, { headers } as unknown as string[]);
  } catch (error) {
    after(0, () => over(1006, error instanceof Error ? error.message : String(error)));
    return { send() {}, close() {} };
  }
  socket.onopen = () => {
    if (!isOver) events.opened();
  };
  socket.onmessage = ({ data }) => {
    // Binary messages aren't asked for; as an empty text they are set aside like any other that can't be read.
    if (!isOver) events.message(typeof data === "string" ? data : "");
  };
  let problem = "";
  socket.onerror = (event) => problem = "message" in event ? String(event.message) : "";
  // 1005: closed without a code, as we do it.
  socket.onclose = ({ code, reason }) =>
    over(isEnding ? 1000 : code === 1005 || code === 0 ? 1006 : code, reason || problem);
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      if (isOver || isEnding) return;
      isEnding = true;
      // A peer that doesn't answer would keep `closed` waiting: as far as anybody here cares it is over now.
      after(0, () => over(1000, "closed on our side"));
      try {
        socket.close();
      } catch { // not open yet: it will be closed as soon as it is
        socket.onopen = () => socket.close();
      }
    },
  };
}

function get(url: string, { headers, timeoutMs }: GetOptions, done: (reply: Reply) => void): void {
  // One signal for the head and the body: a server that trickles is cut off as well.
  const signal = AbortSignal.timeout(timeoutMs);
  fetch(url, { headers, signal, redirect: "error" }).then(async (response) => ({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await bounded(response),
  })).catch((error) => ({
    status: 0,
    headers: {},
    text: signal.aborted
      ? `no answer within ${timeoutMs / 1000} s`
      : error instanceof Error
      ? error.message
      : String(error),
  })).then(done);
}

async function bounded(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > REPLY_CHARS_MOST) {
      throw new Error(`the answer is longer than ${REPLY_CHARS_MOST} characters`);
    }
  }
  return text + decoder.decode();
}
