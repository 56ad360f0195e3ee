import type { Universe } from "../frame.ts";
import { Random } from "../random.ts";
import type { Run } from "../run.ts";
import { causalityLaw, conservationLaw, frameLaw, journalLaw, type LawCase, noSilenceLaw } from "./laws.ts";
import { randomMarket } from "./random_market.ts";
import type { Law, Violation } from "./violation.ts";

/** Each law with how it is tried. */
const TRIALS: readonly [Law, (subject: LawCase, random: Random) => Violation | undefined][] = [
  ["frame", frameLaw],
  ["causality", causalityLaw],
  ["journal", journalLaw],
  ["conservation", conservationLaw],
  ["no silence", noSilenceLaw],
];

/** What became of one law. */
export interface LawVerdict {
  readonly law: Law;
  /** Cases tried, the broken one included. */
  readonly cases: number;
  /** The shortest case found that breaks it, and the seed and the number of cases that make it again. */
  readonly violation?: Violation;
  readonly seed?: number;
  /** The strategy failed on the way, so that this law couldn't be tried; the "no silence" law says how. */
  readonly isBlocked?: boolean;
}

/** What became of all of them. */
export interface CheckResult {
  readonly verdicts: readonly LawVerdict[];
  /** Fills of all runs of the conservation law. */
  readonly fills: number;
}

/** Every so many cases one is long and takes the strategy as it is: what only happens late, or only with slow parameters. */
const LONG_EVERY = 10;
const LONG_STEPS = [1_000, 1_500] as const;

/** Makes a run over a universe, with random parameters and settings from `random`. */
export type RunMaker = (
  universe: Universe,
  random: Random,
  /** Whether to take the strategy's own parameters rather than random ones. */
  asItIs: boolean,
) => { make(): Run; initialCash: number };

/** How laws are tried. */
export interface CheckSettings {
  /** Random cases for each law. */
  readonly cases: number;
  /** Which cases. */
  readonly seed: number;
  /** Markets have shorter bars than this: than the coarsest that the strategy asks for by name. */
  readonly finerThanMs?: number;
  /** Told how many cases have been tried, of all laws together. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Tries each law on `cases` random markets; stops a law at its first violation, after looking for a shorter market that shows it.
 */
export function checkLaws(makeRun: RunMaker, settings: CheckSettings): CheckResult {
  const { cases, seed, finerThanMs, onProgress } = settings;
  let fills = 0;
  const onFills = (count: number) => fills += count;
  const verdicts = TRIALS.map(([law, trial], lawIndex): LawVerdict => {
    for (let k = 0; k < cases; k++) {
      const caseSeed = seed + k * 1_000_003;
      const sizes = new Random(caseSeed);
      const isLong = k % LONG_EVERY === LONG_EVERY - 1;
      const instruments = isLong ? 1 : sizes.integer(1, 5);
      const steps = isLong ? sizes.integer(...LONG_STEPS) : sizes.integer(10, 300);
      let violation = trialOf(trial, makeRun, {
        seed: caseSeed,
        instruments,
        steps,
        finerThanMs,
        asItIs: isLong,
        onFills,
      });
      onProgress?.(lawIndex * cases + k + 1);
      if (violation === undefined) continue;
      // An error on the way breaks law 5; this one could then not be tried.
      if (violation.law !== law) return { law, cases: k, isBlocked: true };
      for (const shorter of [30, 60, 120]) {
        const again = shorter < steps
          ? trialOf(trial, makeRun, {
            seed: caseSeed,
            instruments: 1,
            steps: shorter,
            finerThanMs,
            asItIs: isLong,
            onFills,
          })
          : undefined;
        if (again !== undefined) {
          violation = again;
          break;
        }
      }
      return { law, cases: k + 1, violation, seed: caseSeed };
    }
    return { law, cases };
  });
  return { verdicts, fills };
}

/** One case, as its seed makes it. */
interface Trial {
  readonly seed: number;
  readonly instruments: number;
  readonly steps: number;
  readonly finerThanMs: number | undefined;
  readonly asItIs: boolean;
  readonly onFills: (count: number) => void;
}

function trialOf(
  trial: (subject: LawCase, random: Random) => Violation | undefined,
  makeRun: RunMaker,
  { seed, instruments, steps, finerThanMs, asItIs, onFills }: Trial,
): Violation | undefined {
  const random = new Random(seed);
  const { universe, bars } = randomMarket(random, instruments, steps, finerThanMs);
  const cuts = Array.from({ length: random.integer(1, 5) }, () => random.integer(1, asItIs ? 400 : 40));
  const { make, initialCash } = makeRun(universe, random, asItIs);
  return trial({ makeRun: make, universe, bars, initialCash, cuts, onFills }, random);
}
