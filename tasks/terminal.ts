import { formatCount } from "./number_format.ts";

/**
 * What tasks write on: results on stdout, progress and errors on stderr, colour and a progress bar only where a person looks on.
 * Nothing here needs a permission.
 */

/** A stream of the terminal, and what can be done on it. */
export interface Terminal {
  /** Columns; 80 where it isn't a terminal. */
  readonly width: number;
  readonly hasColour: boolean;
  /** A person is looking: things may be drawn over. */
  readonly isInteractive: boolean;
  /** Writes all of `text`. @throws Deno.errors.BrokenPipe when the reader has gone (`command` ends the task quietly). */
  write(text: string): void;
}

const DEFAULT_WIDTH = 80;

export const stdout: Terminal = terminalOf(Deno.stdout);
export const stderr: Terminal = terminalOf(Deno.stderr);

/** Writes a line of a result. */
export function print(line = ""): void {
  stdout.write(line + "\n");
}

/** A bar that shows how far a task has come. */
export interface Progress {
  /** Draws the state, at most ten times a second. */
  update(done: number): void;
  /** Takes the bar away. */
  end(): void;
}

/**
 * A progress bar on stderr: `Reading ━━━━━━────── 48 % · 4,800,000 bars`; without a total, the count alone. Draws nothing where
 * nobody looks on.
 */
export function progress(
  label: string,
  { total, unit, terminal = stderr, nowMs = () => performance.now() }: {
    total?: number;
    unit: string;
    terminal?: Terminal;
    nowMs?: () => number;
  },
): Progress {
  if (!terminal.isInteractive) return { update() {}, end() {} };
  let drawnMs = -Infinity;
  let isDrawn = false;
  return {
    update(done) {
      const now = nowMs();
      if (now - drawnMs < REDRAW_MS) return;
      drawnMs = now;
      isDrawn = true;
      terminal.write(`\r\x1b[K${bar(label, done, total, unit, terminal.width - 1)}`);
    },
    end() {
      if (isDrawn) terminal.write("\r\x1b[K");
      isDrawn = false;
    },
  };
}

const REDRAW_MS = 100;

function bar(label: string, done: number, total: number | undefined, unit: string, width: number): string {
  const count = `${formatCount(done)} ${unit}`;
  if (total === undefined || !(total > 0)) return `${label} ${count}`.slice(0, width);
  const share = Math.min(1, Math.max(0, done / total));
  const tail = ` ${String(Math.floor(share * 100)).padStart(3)} % · ${count}`;
  const cells = Math.min(30, width - label.length - 1 - tail.length);
  if (cells < 5) return (label + tail).slice(0, width);
  const full = Math.round(share * cells);
  return `${label} ${"━".repeat(full)}${"─".repeat(cells - full)}${tail}`;
}

function terminalOf(stream: typeof Deno.stdout | typeof Deno.stderr): Terminal {
  const isInteractive = stream.isTerminal();
  const encoder = new TextEncoder();
  return {
    isInteractive,
    hasColour: isInteractive && !Deno.noColor,
    get width() {
      try {
        return isInteractive ? Deno.consoleSize().columns : DEFAULT_WIDTH;
      } catch {
        return DEFAULT_WIDTH;
      }
    },
    write(text) {
      let bytes = encoder.encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    },
  };
}
