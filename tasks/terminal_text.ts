/**
 * Paints for a terminal. Gain and loss lie between the dark and the light theme's tokens, so that both can be read on a dark and
 * on a light background; they are never the only sign of what they mean.
 */
export interface Ink {
  gain(text: string): string;
  loss(text: string): string;
  warn(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** Paints with ANSI colours, or leaves text as it is. */
export function inkOf(colour: boolean): Ink {
  const paint = (codes: string, end: string) => (text: string) =>
    colour && text.trim() !== "" ? `\x1b[${codes}m${text}\x1b[${end}m` : text;
  return {
    gain: paint("38;2;24;150;118", "39"),
    loss: paint("38;2;217;80;62", "39"),
    warn: paint("38;2;184;128;20", "39"),
    strong: paint("1", "22"),
    faint: paint("2", "22"),
  };
}

/** Gain above zero, loss below, neither at zero. */
export function bySign(ink: Ink, value: number): (text: string) => string {
  return value > 0 ? ink.gain : value < 0 ? ink.loss : (text) => text;
}

// deno-lint-ignore no-control-regex
const ESCAPES = /\x1b\[[0-9;]*m/g;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** Columns that a text takes on a terminal, paint not counted. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(ESCAPES, "")) {
    width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Fills up on the right. */
export function padRight(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** Fills up on the left. */
export function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/** One line of text that comes from outside (a name, a reason): whatever would move the cursor is left out. */
export function plain(text: string): string {
  return text.replace(ESCAPES, "").replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
}

/** Cuts a text that is too wide, and says so with an ellipsis. */
export function shorten(text: string, width: number): string {
  return textWidth(text) <= width ? text : cut(text, width - 1)[0] + "…";
}

/**
 * Breaks a text into lines at its blanks, or where it has none within the width. `indent` starts the first line, `hanging` the
 * others.
 */
export function wrap(text: string, width: number, indent = "", hanging: string = indent): string[] {
  const lines: string[] = [];
  let line = indent, isEmpty = true;
  const next = () => {
    lines.push(line);
    line = hanging;
    isEmpty = true;
  };
  for (let word of text.split(" ")) {
    if (!isEmpty && textWidth(line) + 1 + textWidth(word) > width) next();
    while (textWidth(line) + textWidth(word) > width && isEmpty) {
      const [head, tail] = cut(word, width - textWidth(line));
      line += head;
      word = tail;
      next();
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  if (!isEmpty) lines.push(line);
  return lines;
}

/** Puts parts in a row with a dot between them, never breaking one that fits on a line. */
export function wrapParts(parts: readonly string[], width: number, indent = ""): string[] {
  const SPACE = "\u0001"; // blanks within a part, while words are put into lines
  const joined = parts.map((part) =>
    textWidth(indent + part) + 2 > width ? part : part.replaceAll(" ", SPACE)
  ).join(`${SPACE}· `);
  return wrap(joined, width, indent).map((line) => line.replaceAll(SPACE, " "));
}

/** The first `width` columns of a text, at least one character, and the rest. */
function cut(text: string, width: number): [head: string, tail: string] {
  let head = "";
  for (const character of text) {
    if (head !== "" && textWidth(head) + textWidth(character) > width) break;
    head += character;
  }
  return [head, text.slice(head.length)];
}
