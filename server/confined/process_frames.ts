import { deserialize, serialize } from "node:v8";

/**
 * Messages over a pipe between processes: a mark, by which anything else that is written to the pipe is known at once; the length of each
 * (4 bytes, little-endian), then the message as V8 writes it (the structured
 * clone that workers get too). Columns over shared memory are copied: processes share none.
 */
export function frameOf(message: unknown): Uint8Array<ArrayBuffer> {
  const body = serialize(unshared(message));
  const frame = new Uint8Array(HEAD_BYTES + body.length), head = new DataView(frame.buffer);
  head.setUint32(0, MARK, true);
  head.setUint32(4, body.length, true);
  frame.set(body, HEAD_BYTES);
  return frame;
}

/** The messages that come over a pipe, until it ends. */
export async function* framesOf(pipe: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const parts: Uint8Array[] = [];
  let held = 0;
  const take = (length: number): Uint8Array => {
    const whole = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const part = parts[0], wanted = Math.min(part.length, length - at);
      whole.set(part.subarray(0, wanted), at);
      at += wanted;
      if (wanted === part.length) parts.shift();
      else parts[0] = part.subarray(wanted);
    }
    held -= length;
    return whole;
  };
  let length: number | undefined;
  for await (const part of pipe) {
    parts.push(part);
    held += part.length;
    for (;;) {
      if (length === undefined) {
        if (held < HEAD_BYTES) break;
        const head = new DataView(take(HEAD_BYTES).buffer);
        length = head.getUint32(4, true);
        if (head.getUint32(0, true) !== MARK || length > LENGTH_MAX) {
          throw new Error("what came over its stdout is no message: a strategy may not write there");
        }
      }
      if (held < length) break;
      const message = deserialize(take(length));
      length = undefined;
      yield message;
    }
  }
}

const MARK = 0x4c6b5374, HEAD_BYTES = 8;

/** A record of many millions of bars has some hundred megabytes. */
const LENGTH_MAX = 2 ** 31;

function unshared(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    return value.buffer instanceof SharedArrayBuffer ? (value as Float64Array).slice() : value;
  }
  if (Array.isArray(value)) return value.map(unshared);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unshared(each)]));
}
