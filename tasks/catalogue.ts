import { type CatalogueEntry, CATEGORIES, indicatorCatalogue } from "../actors/indicator_catalogue.ts";
import type { IndicatorCategory } from "../engine/indicator.ts";
import { command } from "./command.ts";
import { formatCount, formatCountOf } from "./number_format.ts";
import { type Ink, inkOf, padLeft, padRight, wrapParts } from "./terminal_text.ts";

const ALL = Object.keys(CATEGORIES) as IndicatorCategory[];

/** `deno task catalogue`: what indicators there are. */
export const catalogue = command({
  name: "catalogue",
  summary: "Lists every indicator with its parameters and their defaults, its columns and its warm-up, and " +
    "counts them by category.",
  flags: {
    category: { type: "choice", choices: ALL, value: "NAME", help: `only one: ${ALL.join(", ")}` },
    json: { type: "boolean", help: "the same as JSON, with bounds, inputs and sources" },
  },
  examples: [
    ["deno task catalogue --category momentum", "How fast prices move"],
    ["deno task catalogue --json > indicators.json", "For another program"],
  ],
  run({ flags }, { stdout }) {
    const entries = indicatorCatalogue().filter(({ category }) =>
      flags.category === undefined || category === flags.category
    );
    const counts = countByCategory(entries);
    if (flags.json) {
      return stdout.write(
        JSON.stringify({ counts, total: entries.length, indicators: entries }, null, 2) + "\n",
      );
    }
    const ink = inkOf(stdout.hasColour), width = Math.min(stdout.width, 110);
    const sections = Object.keys(counts).map((category) =>
      sectionLines(
        category as IndicatorCategory,
        entries.filter((each) => each.category === category),
        ink,
        width,
      )
    );
    stdout.write([...sections.flat(), ...countLines(counts, entries.length, ink)].join("\n") + "\n");
  },
});

/** Categories that hold something, each with how many. */
function countByCategory(entries: readonly CatalogueEntry[]): Readonly<Record<string, number>> {
  const counts = ALL.map((
    category,
  ) => [category, entries.filter((each) => each.category === category).length]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

function sectionLines(
  category: IndicatorCategory,
  entries: readonly CatalogueEntry[],
  ink: Ink,
  width: number,
): string[] {
  const { title, holds } = CATEGORIES[category];
  return [
    `${ink.strong(title)}: ${holds}`,
    "",
    ...entries.flatMap((entry) => entryLines(entry, ink, width)),
    "",
  ];
}

function entryLines(
  { function: name, title, params, outputs, warmupBars }: CatalogueEntry,
  ink: Ink,
  width: number,
): string[] {
  const facts = [
    ...params.length === 0 ? [] : [params.map((param) => `${param.name} ${param.default ?? "…"}`).join(", ")],
    ...outputs.length === 1 ? [] : [outputs.join(", ")],
    `warm-up ${formatCountOf(warmupBars, "bar")}`,
  ];
  return [
    `  ${ink.strong(name)}  ${title}`,
    ...wrapParts(facts, width, "    ").map((line) => ink.faint(line)),
  ];
}

function countLines(counts: Readonly<Record<string, number>>, total: number, ink: Ink): string[] {
  const rows = Object.entries(counts).map(([category, count]) =>
    `  ${padRight(CATEGORIES[category as IndicatorCategory].title, 12)} ${padLeft(formatCount(count), 5)}`
  );
  return rows.length === 1 ? [formatCountOf(total, "indicator")] : [
    ink.strong("Indicators by category"),
    "",
    ...rows,
    `  ${padRight("all", 12)} ${padLeft(formatCount(total), 5)}`,
  ];
}

if (import.meta.main) await catalogue.main();
