import { LockstepError } from "../error.ts";

/**
 * A text file read line by line through one block of memory. bytes[at…limit−1] are whole lines, each ended by a newline (the last
 * line of the file gets one if it has none); `more` brings in the next.
 */
export class CsvFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  at = 0;
  limit = 0;
  /** Number of the line last read, from 1. */
  line = 0;
  /** No more bytes will come. */
  hasEnded = false;
  readonly #file: Deno.FsFile;
  #filled = 0;
  #isClosed = false;

  /** Opens the file and reads its first block. @throws LockstepError when it can't be read, is empty or isn't text. */
  constructor(path: string) {
    this.path = path;
    const { file, size } = open(path);
    this.#file = file;
    try {
      this.bytes = new Uint8Array(size === 0 ? BLOCK_BYTES : Math.min(size + 4096, BLOCK_BYTES));
      while (!this.hasEnded && this.#filled < this.bytes.length - 1) {
        this.#add(this.#file.readSync(this.#room()));
      }
      this.#cutLines();
      if (this.#filled === 0) throw new LockstepError(`${path}: it is empty.`);
      refuseBinary(path, this.bytes, Math.min(this.#filled, 4096));
      if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) this.at = 3; // byte order mark
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Brings in more lines once those at hand are used up. */
  more(): void {
    this.#add(this.#file.readSync(this.#room()));
    this.#cutLines();
  }

  /** As `more`, without holding up the rest of the process. */
  async moreLater(): Promise<void> {
    this.#add(await this.#file.read(this.#room()));
    this.#cutLines();
  }

  /** The next line of the block that isn't blank, without its end; undefined where there is none. */
  nextLine(): string | undefined {
    while (this.at < this.limit) {
      const end = this.bytes.indexOf(LF, this.at);
      const line = this.text(this.at, end);
      this.at = end + 1;
      this.line++;
      if (line.trim() !== "") return line;
    }
    return undefined;
  }

  /** bytes[from…to−1] as text, without a carriage return at the end. */
  text(from: number, to: number): string {
    return decoder.decode(this.bytes.subarray(from, to > from && this.bytes[to - 1] === CR ? to - 1 : to));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#file.close();
  }

  /** Where the next bytes go; one is kept for the newline that the last line may lack. */
  #room(): Uint8Array<ArrayBuffer> {
    if (this.at > 0) {
      this.bytes.copyWithin(0, this.at, this.#filled);
      this.#filled -= this.at;
      this.limit -= this.at;
      this.at = 0;
    }
    if (this.#filled >= this.bytes.length - 1) {
      throw new LockstepError(
        `${this.path}:${this.line + 1}: a line of more than ${this.#filled} bytes is no row of bars.`,
      );
    }
    return this.bytes.subarray(this.#filled, this.bytes.length - 1);
  }

  #add(count: number | null): void {
    if (count !== null) this.#filled += count;
    else {
      this.hasEnded = true;
      if (this.#filled > 0 && this.bytes[this.#filled - 1] !== LF) this.bytes[this.#filled++] = LF;
    }
  }

  #cutLines(): void {
    this.limit = this.#filled === 0 ? 0 : Math.max(this.bytes.lastIndexOf(LF, this.#filled - 1) + 1, this.at);
  }
}

const BLOCK_BYTES = 1 << 19;
const LF = 10, CR = 13, TAB = 9;
const decoder = new TextDecoder();

function open(path: string): { file: Deno.FsFile; size: number } {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    throw new LockstepError(`Cannot read ${path}: ${whyNot(error)}.`);
  }
  const { isDirectory, isFile, size } = file.statSync();
  if (isDirectory) {
    file.close();
    throw new LockstepError(`Cannot read ${path}: it is a folder, not a file.`);
  }
  return { file, size: isFile ? size : 0 };
}

function whyNot(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, not a file";
  if (error instanceof Deno.errors.NotCapable) {
    return "this program was not given leave to read there (Deno's --allow-read)";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions don't let you";
  return error instanceof Error ? error.message : String(error);
}

function refuseBinary(path: string, bytes: Uint8Array, count: number): void {
  const starts = (...start: number[]) => start.every((byte, i) => bytes[i] === byte);
  const kind = starts(0x1f, 0x8b)
    ? "compressed (gzip): unpack it first"
    : starts(0x50, 0x4b, 3, 4)
    ? "a zip archive or a spreadsheet: unpack it, or save it as CSV, first"
    : starts(0xff, 0xfe) || starts(0xfe, 0xff)
    ? "text in UTF-16: save it as UTF-8 first"
    : bytes.subarray(0, count).some((byte) => byte < 32 && byte !== LF && byte !== CR && byte !== TAB)
    ? "binary, not a CSV file of bars"
    : undefined;
  if (kind !== undefined) throw new LockstepError(`Cannot read ${path}: it is ${kind}.`);
}
