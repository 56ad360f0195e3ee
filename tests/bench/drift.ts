import { LockstepError } from "../../engine/error.ts";
import { command } from "../../tasks/command.ts";
import { formatCount } from "../../tasks/number_format.ts";
import { print, progress } from "../../tasks/terminal.ts";
import { DEFINITIONS } from "./indicator_columns.ts";
import { type Drift, indicatorDrifts } from "./indicator_drift.ts";

/** Greatest share of its values that an indicator may drift by. */
const DRIFT_MAX = 1e-9;

/** `deno task drift`: whether rounding piles up in any indicator that looks at a window. */
export const drift = command({
  name: "drift",
  summary:
    "Runs every indicator that looks at a window over many bars, compares its last values with those of a " +
    "fresh one, and fails where they have drifted apart.",
  flags: {
    bars: {
      type: "number",
      help: "how many bars",
      default: 10_000_000,
      integer: true,
      min: 10_000,
      max: 1e9,
    },
  },
  run({ flags }, { stderr }) {
    const bar = progress("Running", { total: DEFINITIONS.length, unit: "indicators", terminal: stderr });
    const drifts = indicatorDrifts(
      DEFINITIONS,
      flags.bars,
      (definition) => bar.update(DEFINITIONS.indexOf(definition)),
    );
    bar.end();
    printDrifts(drifts, flags.bars);
    const wrong = drifts.filter(({ share }) => !(share <= DRIFT_MAX)).map(({ definition }) =>
      definition.name
    );
    if (wrong.length > 0) {
      throw new LockstepError(`Drifted by more than ${DRIFT_MAX} of their values: ${wrong.join(", ")}.`);
    }
  },
});

/** The worst of them, the greatest first. */
export function printDrifts(drifts: readonly Drift[], bars: number): void {
  const sorted = drifts.toSorted((a, b) => b.share - a.share),
    none = drifts.filter(({ share }) => share === 0).length;
  print(
    `Drift of ${drifts.length} windowed indicators after ${
      formatCount(bars)
    } bars, against a fresh run over the last ` +
      `window; ${none} of them have none.`,
  );
  for (const { definition, share } of sorted.slice(0, 8).filter(({ share }) => share > 0)) {
    print(`  ${definition.name.padEnd(32)} ${share.toExponential(1).padStart(8)}`);
  }
}

if (import.meta.main) await drift.main();
