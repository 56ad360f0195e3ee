import { type CatalogueEntry, CATEGORIES, indicatorCatalogue } from "../actors/indicator_catalogue.ts";
import * as indicators from "../actors/indicators/mod.ts";
import type { IndicatorCategory } from "../engine/indicator.ts";
import { formatCount, formatCountOf } from "./number_format.ts";
import { paramTable } from "./param_table.ts";
import type { Documented } from "./part_docstrings.ts";

/** The page of indicators below its introduction: what there is, by category, then each category with its indicators. */
export function indicatorSections(docstrings: readonly Documented[]): string[] {
  const texts = new Map(docstrings.map(({ name, text }) => [name, text]));
  const catalogue = indicatorCatalogue();
  const categories = (Object.keys(CATEGORIES) as IndicatorCategory[]).map((category) => ({
    category,
    entries: catalogue.filter((each) => each.category === category),
  })).filter(({ entries }) => entries.length > 0);
  const contents = categories.map(({ category, entries }) => {
    const { title } = CATEGORIES[category],
      names = entries.map((entry) => link(entry.function, heading(entry)));
    return `| ${link(title, title)} | ${formatCount(entries.length)} | ${names.join(" · ")} |\n`;
  });
  const table = `## Contents\n\n${formatCountOf(catalogue.length, "indicator")}.\n\n` +
    `| category | | indicators |\n| --- | --- | --- |\n${contents.join("")}`;
  const sections = categories.map(({ category, entries }) => {
    const { title, holds } = CATEGORIES[category];
    return [
      `## ${title}\n\n${holds[0].toUpperCase()}${holds.slice(1)}.\n`,
      ...entries.map((entry) => entryText(entry, texts.get(entry.function)!)),
    ];
  });
  return [table, ...sections.flat()];
}

function entryText(entry: CatalogueEntry, text: string): string {
  const { inputs, outputs, scale, reference, warmupBars } = entry;
  const columns = outputs.map((output) => output === "value" ? "`name`" : `\`name.${output}\``);
  const facts = [
    `reads ${inputs.map(inputInWords).join(", ")}`,
    `columns ${columns.join(", ")}`,
    scale === "source" ? "in units of what it reads" : "on a scale of its own",
    `warm-up ${formatCountOf(warmupBars, "bar")} at the defaults`,
  ];
  const { definition } = indicators[entry.function as keyof typeof indicators];
  return `### ${heading(entry)}\n\n${facts.join(" · ")}  \nSource: ${reference}\n\n${text}\n\n${
    paramTable(definition.params)
  }`;
}

function inputInWords(input: string): string {
  if (input === "source") return "the close, or the column named by `of`";
  if (input === "other") return "the column named by `with`";
  return `\`${input}\``;
}

function heading(entry: CatalogueEntry): string {
  return `${entry.title}: \`${entry.function}\``;
}

/** A link to a heading of the page, by the name that GitHub gives it. */
function link(text: string, to: string): string {
  const anchor = to.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
  return `[${text}](#${anchor})`;
}
