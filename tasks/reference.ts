import type { z } from "zod";
import * as riskRules from "../actors/risk/mod.ts";
import * as sizers from "../actors/sizers/mod.ts";
import { LockstepError } from "../engine/error.ts";
import { registeredStrategy, STRATEGY_NAMES } from "../strategies/registry.ts";
import { command } from "./command.ts";
import { indicatorSections } from "./indicator_reference.ts";
import { formatCountOf } from "./number_format.ts";
import { paramTable } from "./param_table.ts";
import { docstrings, type Documented } from "./part_docstrings.ts";
import { print } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url);

/** `deno task reference`: the catalogue of what pipelines are made of, written from the definitions in the code. */
export const reference = command({
  name: "reference",
  summary: "Writes docs/reference/ from the definitions in the code.",
  flags: { check: { type: "boolean", help: "write nothing; fail where a page is out of date" } },
  async run({ flags }) {
    const pages = await referencePages();
    if (!flags.check) {
      for (const [path, text] of pages) Deno.writeTextFileSync(new URL(path, ROOT), text);
      return print(`Wrote ${[...pages.keys()].join(", ")}.`);
    }
    const stale = [...pages].filter(([path, text]) => readOrEmpty(path) !== text).map(([path]) => path);
    if (stale.length === 0) {
      return print(`${formatCountOf(pages.size, "page")} of docs/reference up to date.`);
    }
    throw new LockstepError(
      `${stale.join(", ")}: out of date. Run deno task reference and commit what it writes.`,
    );
  },
});

/** Every page by its path. */
async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    page("indicators", "Indicators", INDICATORS_INTRO, indicatorSections(docstrings("actors/indicators"))),
    page("signals", "Signals and conditions", SIGNALS_INTRO, docstrings("actors/signals").map(signalEntry)),
    page(
      "sizers",
      "Sizers",
      SIZERS_INTRO,
      docstrings("actors/sizers").map((each) => partEntry(sizers, each)),
    ),
    page(
      "risk_rules",
      "Risk rules",
      RISK_INTRO,
      docstrings("actors/risk").map((each) => partEntry(riskRules, each)),
    ),
    page("strategies", "Strategies", STRATEGIES_INTRO, await Promise.all(STRATEGY_NAMES.map(strategyEntry))),
  ]);
}

const INDICATORS_INTRO =
  '`.indicator("name", ema(9))` adds a column `name`, or `name.output` for each of several outputs. Parameters ' +
  'go by position or by name: `macd(12, 26, 9)`, `ema({ length: 9, of: "high" })`. `of` names another column than the close where an ' +
  'indicator reads one column; `timeframe: "1w"` computes it on closed bars of a coarser timeframe. Warm-up is the number of bars ' +
  "before the first value: there the column is NaN.";
const SIGNALS_INTRO =
  '`.signal(crossover("fast", "slow"))` says what the strategy wants to be: long, short or flat. Conditions ' +
  "(`above`, `and`, …) hold or don't at each bar; `when`, `onlyIf` make signals of them.";
const SIZERS_INTRO =
  "`.sizer(percentOfEquity(95))` says how large the position should be. The desk rounds down to whole lots; what " +
  "comes out below one lot is counted as unsized.";
const RISK_INTRO =
  "`.risk(trailingStop(10), maxExposure(100))`, asked in this order. A rule *reviews* what would add to a position, " +
  "*guards* a position with a price at which it is left, or *watches* the account's equity. Exits are never reviewed.";
const STRATEGIES_INTRO =
  "`deno task backtest --strategy NAME`; a parameter is a flag: `--fast 10`, `--trail-pct 5`.";

function page(name: string, title: string, intro: string, entries: readonly string[]): [string, string] {
  const note = "<!-- Written by deno task reference from the definitions in the code: change those. -->";
  return [`docs/reference/${name}.md`, `# ${title}\n\n${note}\n\n${intro}\n\n${entries.join("\n")}`];
}

function signalEntry({ name, text, call }: Documented): string {
  const parameters = call === "" ? "(a, b)" : `(${call})`;
  return `## \`${name}\`\n\n\`${name}${parameters}\`\n\n${text}\n`;
}

function partEntry(parts: typeof sizers | typeof riskRules, { name, text }: Documented): string {
  const { definition } = (parts as Readonly<Record<string, Part>>)[name];
  const kinds = ([["review", "reviews"], ["guard", "guards"], ["watch", "watches"]] as const)
    .filter(([kind]) => kind in definition).map(([, verb]) => verb);
  const facts = `in records \`${definition.name}\`${kinds.length > 0 ? ` · ${kinds.join(", ")}` : ""}`;
  return `## \`${name}\`\n\n${facts}\n\n${text}\n\n${paramTable(definition.params)}`;
}

interface Part {
  readonly definition: { readonly name: string; readonly params: z.ZodObject };
}

async function strategyEntry(name: string): Promise<string> {
  const { title, version, description, source, params } = (await registeredStrategy(name))!;
  return `## ${title}: \`${name}\`\n\n${description}\n\nVersion ${version} · source: ${source}\n\n${
    paramTable(params)
  }`;
}

function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(new URL(path, ROOT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

if (import.meta.main) await reference.main();
