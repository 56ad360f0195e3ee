import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { entryChecksum, outcomeChecksum, snapshotChecksum } from "./journal_checksum.ts";

const ENTRY = { sequence: 7, kind: "bars", atMs: 1_704_153_600_000.25, body: '{"close":42}' };

Deno.test("an entry's checksum is zlib's CRC-32 of its numbers and texts, gone on with from the entry before", () => {
  const numbers = new Uint8Array(new Float64Array([ENTRY.sequence, ENTRY.atMs]).buffer);
  const texts = new TextEncoder().encode(`${ENTRY.kind}|${ENTRY.body}|`).map((byte) =>
    byte === 124 ? 0xfe : byte
  );
  for (const previous of [0, 1, 0xdeadbeef, 0xffffffff]) {
    assert.equal(entryChecksum(previous, ENTRY), crc32(texts, crc32(numbers, previous)));
  }
});

Deno.test("any change of an entry, of what it follows or of where one of its texts ends changes its checksum", () => {
  const right = entryChecksum(5, ENTRY);
  const changed = [
    { ...ENTRY, sequence: 8 },
    { ...ENTRY, atMs: 1_704_153_600_000.5 },
    { ...ENTRY, kind: "bar", body: 's{"close":42}' },
    { ...ENTRY, kind: "Bars" },
    { ...ENTRY, body: '{"close":43}' },
    { ...ENTRY, body: "" },
  ];
  for (const each of changed) assert.notEqual(entryChecksum(5, each), right);
  assert.notEqual(entryChecksum(4, ENTRY), right);
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.nat(), fc.nat(15), (body, at, bit) => {
      const i = at % body.length, unit = String.fromCharCode(body.charCodeAt(i) ^ 1 << bit);
      const flipped = body.slice(0, i) + unit + body.slice(i + 1);
      assert.notEqual(entryChecksum(5, { ...ENTRY, body: flipped }), entryChecksum(5, { ...ENTRY, body }));
    }),
  );
});

Deno.test("outcomes differ by every bit of their equity, and whatever NaN it is one", () => {
  const of = (equity: number) => outcomeChecksum({ sequence: 1, statements: 2, equity, fingerprint: "ab" });
  assert.equal(new Set([0, -0, NaN, Infinity, 0.3, 0.1 + 0.2].map(of)).size, 6);
  const odd = new Float64Array(new Uint32Array([1, 0xfff80000]).buffer)[0];
  assert.ok(Number.isNaN(odd));
  assert.equal(of(odd), of(NaN));
});

Deno.test("snapshots differ by their number, their time and their body", () => {
  const checksums = [[1, 2, "a"], [2, 2, "a"], [1, 3, "a"], [1, 2, "b"]].map(([sequence, atMs, body]) =>
    snapshotChecksum({ sequence: Number(sequence), atMs: Number(atMs), body: String(body) })
  );
  assert.equal(new Set(checksums).size, 4);
});
