import type { Terminal } from "./terminal.ts";

/** Another page of the terminal without a cursor, on which long lines are cut off rather than wrapped, and back again. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l", LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/** Up to the top; the rest of a line, and of the page, cleared. */
const HOME = "\x1b[H", REST_OF_LINE = "\x1b[K", REST_OF_PAGE = "\x1b[J";

const ROWS = 24;

/**
 * A page of the terminal that is drawn over in place. What stood there before comes back when it is closed, which happens at the end of the
 * process at the latest, however that comes.
 */
export class PaperScreen {
  readonly #terminal: Terminal;
  #isOpen = true;
  readonly #close = () => this.close();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    globalThis.addEventListener("unload", this.#close);
    terminal.write(ENTER);
  }

  /** Lines of the page. */
  get height(): number {
    try {
      return Deno.consoleSize().rows;
    } catch {
      return ROWS;
    }
  }

  /** Shows lines, as many as there is room for. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const shown = lines.slice(0, Math.max(1, this.height));
    this.#terminal.write(HOME + shown.map((line) => line + REST_OF_LINE).join("\r\n") + REST_OF_PAGE);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    globalThis.removeEventListener("unload", this.#close);
    try {
      this.#terminal.write(LEAVE);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error; // nobody looks any more
    }
  }
}

/**
 * Tells of each key that is pressed, until it is called off or there is no more to read. On a terminal keys come at once, without Enter; Ctrl-C
 * stays what it is. Through a pipe each letter is a key.
 */
export function readKeys(tell: (key: string) => void): () => void {
  const isTerminal = Deno.stdin.isTerminal();
  if (isTerminal) Deno.stdin.setRaw(true, { cbreak: true });
  let isOn = true;
  const restore = () => {
    if (isOn && isTerminal) Deno.stdin.setRaw(false);
    isOn = false;
  };
  globalThis.addEventListener("unload", restore);
  const read = async () => {
    const buffer = new Uint8Array(64), decoder = new TextDecoder();
    while (isOn) {
      const count = await Deno.stdin.read(buffer);
      if (count === null || !isOn) return;
      for (const key of decoder.decode(buffer.subarray(0, count), { stream: true })) tell(key);
    }
  };
  // A terminal that has gone has no more keys.
  read().catch(() => {});
  return () => {
    restore();
    globalThis.removeEventListener("unload", restore);
  };
}
