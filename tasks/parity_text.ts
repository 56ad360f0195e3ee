import type { ParityDifference } from "../engine/live/parity_bars.ts";
import type { ParityReport } from "../engine/live/parity.ts";
import { formatCount } from "./number_format.ts";
import { type Ink, plain, wrap } from "./terminal_text.ts";

/** Lines of a kind that are shown; all of them stand in `--json`. */
const SHOWN = 40;

const TITLES: readonly (readonly [ParityDifference["what"], string])[] = [
  ["bar", "Bars"],
  ["replay", "The journal against what was done then"],
  ["order", "Orders"],
  ["fill", "Fills"],
  ["equity", "Equity"],
];

/** A parity report as a person reads it: the verdict, then every difference with what explains it. Lines end with a newline. */
export function parityText(report: ParityReport, width: number, ink: Ink): string {
  const { verdict, differences, unexplained, interventions, changes, notes } = report;
  const paint = unexplained > 0 ? ink.loss : ink.gain, sign = unexplained > 0 ? "✕" : "✓";
  const several =
    new Set(differences.map(({ instrument }) => instrument).filter((each) => each !== "")).size > 1;
  const sections = [
    wrap(`${sign} ${verdict}`, width, "", "  ").map(paint),
    notes.flatMap((note) => wrap(plain(note), width)).map(ink.warn),
    titled("What has changed since", changes, width, ink),
    titled(
      "What was asked by hand, and when it stood aside",
      differences.length === 0 ? [] : interventions,
      width,
      ink,
    ),
    ...TITLES.map(([what, title]) => {
      const found = differences.filter((each) => each.what === what);
      if (found.length === 0) return [];
      const shown = found.slice(0, SHOWN), more = found.length - shown.length;
      return [
        ink.strong(title),
        ...shown.flatMap((each) => differenceLines(each, several, width, ink)),
        ...more > 0 ? [ink.faint(`  and ${formatCount(more)} more: --json has them`)] : [],
      ];
    }),
  ];
  return sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n") + "\n").join("\n");
}

function titled(title: string, items: readonly string[], width: number, ink: Ink): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, SHOWN), more = items.length - shown.length;
  return [
    ink.strong(title),
    ...shown.flatMap((item) => wrap(plain(item), width, "  ", "    ")),
    ...more > 0 ? [ink.faint(`  and ${formatCount(more)} more: --json has them`)] : [],
  ];
}

function differenceLines(
  { instrument, text, cause }: ParityDifference,
  withSymbol: boolean,
  width: number,
  ink: Ink,
): string[] {
  const what = withSymbol && instrument !== "" ? `${instrument} ${text}` : text;
  return [
    ...wrap(plain(what), width, "  ", "    "),
    ...cause === ""
      ? [ink.loss("    ✕ unexplained")]
      : wrap(`↳ ${plain(cause)}`, width, "    ", "      ").map(ink.faint),
  ];
}
