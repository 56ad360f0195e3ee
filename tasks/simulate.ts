/**
 * `deno task simulate`: paper trading in a made-up world, as databases are tested. A session, its feed's client, the exchange, the network, the disk
 * and the clock run in one thread under virtual time and one seed; what can go wrong goes wrong; at the end the laws are looked at.
 */
import { type DefectName, DEFECTS } from "../simulator/defects.ts";
import { simulate, type SimulationReport } from "../simulator/simulation.ts";
import { command } from "./command.ts";
import type { Terminal } from "./terminal.ts";

/** Broken laws that are printed of one seed. */
const TOLD_MOST = 3;

/** See the top of this file. */
export const simulateTask = command({
  name: "simulate",
  summary: "Runs paper sessions in a simulated world with every fault, under a seed, and checks the laws.",
  flags: {
    seed: { type: "number", help: "the first seed", default: 1, integer: true, min: 0 },
    seeds: { type: "number", help: "how many seeds, one after the other", default: 1, integer: true, min: 1 },
    hours: { type: "number", help: "hours of trading of each", default: 24, min: 2, max: 100_000 },
    quiet: { type: "boolean", help: "nothing goes wrong" },
    story: { type: "boolean", help: "print everything that happens" },
    defect: {
      type: "choice",
      choices: Object.keys(DEFECTS) as DefectName[],
      help: "make a mistake on purpose, to see it found",
    },
  },
  async run({ flags: { seed, seeds, hours, quiet, story, defect } }, { stdout }) {
    const print = (line: string) => stdout.write(`${line}\n`);
    const beganMs = performance.now();
    let broken = 0, steps = 0, fills = 0, crashes = 0;
    const misfortunes: Record<string, number> = {};
    for (let each = seed; each < seed + seeds; each++) {
      const report = await simulate({
        seed: each,
        hours,
        defect,
        hasMisfortunes: !quiet,
        ...story && { onLine: print },
      });
      steps += report.steps;
      fills += report.fills;
      crashes += report.crashes;
      for (const [kind, count] of Object.entries(report.misfortunes)) {
        misfortunes[kind] = (misfortunes[kind] ?? 0) + count;
      }
      if (report.violations.length > 0) {
        broken++;
        tell(stdout, report, defect);
      } else if (seeds === 1) print(`Seed ${each}: fingerprint ${report.fingerprint}`);
    }
    const minutes = (performance.now() - beganMs) / 60_000, total = seeds * hours;
    print(
      `${total.toLocaleString("en")} h of trading in ${(minutes * 60).toFixed(1)} s (${
        Math.round(total / minutes).toLocaleString("en")
      } h a minute): ${steps.toLocaleString("en")} bars, ${fills.toLocaleString("en")} fills, ${
        crashes.toLocaleString("en")
      } crashes, ${
        Object.values(misfortunes).reduce((sum, count) => sum + count, 0).toLocaleString("en")
      } misfortunes of ${Object.keys(misfortunes).length} kinds`,
    );
    print(
      broken === 0
        ? `No law was broken in ${seeds} ${seeds === 1 ? "seed" : "seeds"}.`
        : `Laws were broken in ${broken} of ${seeds} ${seeds === 1 ? "seed" : "seeds"}.`,
    );
    return broken === 0 ? 0 : 1;
  },
});

function tell(
  stdout: Terminal,
  { seed, hours, venue, strategy, symbols, violations }: SimulationReport,
  defect?: string,
): void {
  const print = (line: string) => stdout.write(`${line}\n`);
  print(`Seed ${seed} (${strategy} on ${venue}, ${symbols.join(", ")}):`);
  for (const violation of violations.slice(0, TOLD_MOST)) print(`  ${violation}`);
  if (violations.length > TOLD_MOST) print(`  and ${violations.length - TOLD_MOST} more`);
  print(
    `  again: deno task simulate --seed ${seed} --hours ${hours}${
      defect === undefined ? "" : ` --defect ${defect}`
    } --story`,
  );
}

if (import.meta.main) await simulateTask.main();
