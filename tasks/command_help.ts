import { textWidth, wrap } from "./terminal_text.ts";
import type { CommandDefinition } from "./command.ts";
import { formatCount } from "./number_format.ts";
import { type Flag, type Flags, placeholder } from "./flag.ts";

const WIDTH = 80;
/** A blank at which no line is broken: those in the notes at the end. */
const KEPT_SPACE = "\u0001";

/** Something that `--help` explains under a title of its own. */
export interface HelpSection {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, help: string])[];
}

/** What `--help` prints: at most 80 columns, explanations in one column. */
export function helpText(definition: CommandDefinition<Flags>, section?: HelpSection): string {
  const { name, summary, usage, flags, operands, passThrough, examples } = definition;
  const rows: [string, string][] = [];
  if (operands !== undefined) rows.push([operands.value, operands.help]);
  for (const [flagName, flag] of Object.entries(flags)) {
    const isOn = flag.type === "boolean" && flag.default === true;
    rows.push([
      `--${isOn ? "no-" : ""}${flagName}${flag.type === "boolean" ? "" : ` ${placeholder(flag)}`}`,
      flagHelp(flag),
    ]);
  }
  if (passThrough !== undefined) rows.push([passThrough.value, passThrough.help]);
  rows.push(["--help", "this page"]);
  const wanted = [operands?.value, "[flags]", passThrough && `[${passThrough.value}]`].filter((part) => part)
    .join(" ");
  const lines = [
    ...wrap(summary, WIDTH),
    "",
    ...hanging("  ", `deno task ${name} ${usage ?? wanted}`, 4),
    "",
  ];
  // A name that would push all explanations to the right gets a line of its own.
  const left = Math.min(28, Math.max(...rows.map(([label]) => textWidth(label)))) + 4;
  lines.push(...rows.flatMap(([label, help]) => rowLines(label, help, left)));
  if (section !== undefined) {
    lines.push(
      "",
      section.title,
      "",
      ...section.rows.flatMap(([label, help]) => rowLines(label, help, left)),
    );
  }
  if (examples !== undefined && examples.length > 0) {
    lines.push("", "Examples");
    for (const [line, what] of examples) {
      lines.push(
        "",
        ...wrap(what, WIDTH - 2).map((each) => `  ${each}`),
        ...hanging("    ", line, 6),
      );
    }
  }
  return lines.map((line) => line.trimEnd()).join("\n") + "\n";
}

function rowLines(label: string, help: string, left: number): string[] {
  const kept = help.replace(/(?<= )\([^()]*\)$/, (notes) => notes.replaceAll(" ", KEPT_SPACE));
  const explained = wrap(kept, WIDTH - left).map((line) => line.replaceAll(KEPT_SPACE, " "));
  const isLong = textWidth(label) + 4 > left;
  const first = isLong ? `  ${label}` : `  ${label}`.padEnd(left) + (explained.shift() ?? "");
  return [first, ...explained.map((line) => " ".repeat(left) + line)];
}

function flagHelp(flag: Flag): string {
  const notes: string[] = [];
  if (flag.required) notes.push("required");
  if (flag.multiple) notes.push("may be given several times");
  if (flag.type !== "boolean" && flag.default !== undefined) {
    notes.push(
      `default ${
        flag.type === "date"
          ? new Date(flag.default as number).toISOString().replace(/T00:00:00\.000Z$/, "")
          : typeof flag.default === "number" && Number.isInteger(flag.default)
          ? formatCount(flag.default)
          : flag.default
      }`,
    );
  }
  return flag.help + (notes.length === 0 ? "" : ` (${notes.join(", ")})`);
}

/** A command line, broken where it must be so that it can still be copied. */
function hanging(indent: string, text: string, hang: number): string[] {
  const lines = wrap(text, WIDTH - hang - 2);
  return lines.map((line, i) =>
    (i === 0 ? indent : " ".repeat(hang)) + line + (i < lines.length - 1 ? " \\" : "")
  );
}
