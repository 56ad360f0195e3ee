import type { ColumnsHead } from "./replay_messages.ts";

/** A head and its columns as one binary message; the layout stands at {@link ColumnsHead}. */
export function packColumns(head: ColumnsHead, columns: readonly Float64Array[]): Uint8Array<ArrayBuffer> {
  let text = JSON.stringify(head);
  let json = encoder.encode(text);
  text = text.padEnd(text.length + (8 - (4 + json.length) % 8) % 8);
  json = encoder.encode(text);
  const start = 4 + json.length;
  const message = new Uint8Array(start + 8 * head.length * columns.length);
  new DataView(message.buffer).setUint32(0, json.length, true);
  message.set(json, 4);
  const values = new Float64Array(message.buffer, start, head.length * columns.length);
  columns.forEach((column, k) => values.set(column.subarray(0, head.length), k * head.length));
  return message;
}

/** The inverse of {@link packColumns}: the columns are views over the message. */
export function unpackColumns(message: ArrayBuffer): { head: ColumnsHead; columns: Float64Array[] } {
  const length = new DataView(message).getUint32(0, true);
  const head: ColumnsHead = JSON.parse(decoder.decode(new Uint8Array(message, 4, length)));
  const start = 4 + length;
  return {
    head,
    columns: head.columns.map((_, k) => new Float64Array(message, start + 8 * k * head.length, head.length)),
  };
}

const encoder = new TextEncoder(), decoder = new TextDecoder();
