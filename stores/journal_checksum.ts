import type { JournalEntry, JournalOutcome, SessionSnapshot } from "../engine/live/journal_store.ts";

/** What stands for the checksum of the entry before the first. */
export const CHECKSUM_BEFORE_FIRST = 0;

/**
 * Checksum of an entry, 32 bits without a sign. It goes on from that of the entry before, so that an entry which is missing, was put elsewhere
 * or belongs to another journal is found by the next one, though each by itself is whole.
 *
 * CRC-32 (IEEE 802.3, reflected, as zlib has it), since it finds for certain what disks and memory do to data: every burst of up to 32 bits,
 * every single and double flip; FNV and its like promise nothing. Anything else slips through once in 2^32. A hash that resists people would
 * cost ten times as much and isn't needed: who may write the file may write the checksums.
 */
export function entryChecksum(previous: number, entry: JournalEntry): number {
  let crc = addNumber(~previous, entry.sequence);
  crc = addNumber(crc, entry.atMs + 0); // −0 becomes 0, as it does in SQLite
  crc = addText(crc, entry.kind);
  crc = addText(crc, entry.body);
  return ~crc >>> 0;
}

/** Checksum of what came of an entry. By itself, not chained: outcomes come later than their entries, and not in their order. */
export function outcomeChecksum(outcome: JournalOutcome): number {
  let crc = addNumber(~CHECKSUM_BEFORE_FIRST, outcome.sequence);
  crc = addNumber(crc, outcome.statements);
  crc = addNumber(crc, outcome.equity);
  crc = addText(crc, outcome.fingerprint);
  return ~crc >>> 0;
}

/** Checksum of a snapshot. */
export function snapshotChecksum(snapshot: SessionSnapshot): number {
  let crc = addNumber(~CHECKSUM_BEFORE_FIRST, snapshot.sequence);
  crc = addNumber(crc, snapshot.atMs + 0);
  crc = addText(crc, snapshot.body);
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** A text byte by byte where it is ASCII, which JSON mostly is; any other unit as a mark that no byte of ASCII is, and its two bytes. */
function addText(crc: number, text: string): number {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) crc = (crc >>> 8) ^ TABLE[(crc ^ unit) & 255];
    else crc = addByte(addByte(addByte(crc, 0xff), unit & 255), unit >>> 8);
  }
  return addByte(crc, 0xfe); // where one text ends and the next begins
}

const number = new Float64Array(1), halves = new Int32Array(number.buffer);

function addNumber(crc: number, value: number): number {
  number[0] = value;
  if (value !== value) halves[1] = halves[0] = -1; // a NaN has many bit patterns
  for (let half = 0; half < 2; half++) {
    const bits = halves[half];
    for (let shift = 0; shift < 32; shift += 8) crc = addByte(crc, (bits >>> shift) & 255);
  }
  return crc;
}

function addByte(crc: number, byte: number): number {
  return (crc >>> 8) ^ TABLE[(crc ^ byte) & 255];
}
