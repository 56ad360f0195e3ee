import assert from "node:assert/strict";
import fc from "fast-check";
import * as signals from "../../actors/signals/mod.ts";
import {
  causalityLaw,
  conservationLaw,
  frameLaw,
  journalLaw,
  type LawCase,
  noSilenceLaw,
} from "../../engine/laws/laws.ts";
import { describeViolation, type Violation } from "../../engine/laws/violation.ts";
import { Random } from "../../engine/random.ts";
import { allSubjects, lawCase, SIGNAL_EXAMPLES } from "./subjects.ts";

/** Random cases for each law, over all subjects; `LOCKSTEP_LAW_CASES` asks for more. */
const CASES = Number(Deno.env.get("LOCKSTEP_LAW_CASES") ?? 1_000);
/** Cases for each subject and law, so that none goes without. */
const CASES_EACH = 5;

const subjects = await allSubjects();

const laws: Readonly<Record<string, (subject: LawCase, random: Random) => Violation | undefined>> = {
  "1 frame": frameLaw,
  "2 causality": causalityLaw,
  "3 journal": journalLaw,
  "4 conservation": conservationLaw,
  "5 no silence": noSilenceLaw,
};

const market = {
  seed: fc.integer({ min: 1, max: 2_000_000_000 }),
  instruments: fc.integer({ min: 1, max: 5 }),
  steps: fc.integer({ min: 1, max: 120 }),
  cuts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
};

for (const [name, law] of Object.entries(laws)) {
  const holds = (
    index: number,
    { seed, instruments, steps, cuts }: { seed: number; instruments: number; steps: number; cuts: number[] },
  ) => {
    const violation = law(lawCase(subjects[index], seed, instruments, steps, cuts), new Random(seed + 1));
    if (violation !== undefined) throw new Error(`${subjects[index].name}: ${describeViolation(violation)}`);
  };

  Deno.test(`law ${name} holds on ${CASES} random cases`, () => {
    fc.assert(fc.property(fc.nat(subjects.length - 1), fc.record(market), holds), { numRuns: CASES });
  });

  Deno.test(`law ${name} holds for each of ${subjects.length} actors and strategies`, () => {
    for (let index = 0; index < subjects.length; index++) {
      fc.assert(fc.property(fc.record(market), (each) => holds(index, each)), { numRuns: CASES_EACH });
    }
  });
}

Deno.test("every signal has an example for the laws", () => {
  const missing = Object.keys(signals).filter((name) => !(name in SIGNAL_EXAMPLES));
  assert.deepEqual(missing, [], `add an example of ${missing.join(", ")} to tests/laws/subjects.ts`);
});
