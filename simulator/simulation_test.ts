import assert from "node:assert/strict";
import { type DefectName, DEFECTS } from "./defects.ts";
import { simulate } from "./simulation.ts";

/** More of both, for who has the time: `LOCKSTEP_SIMULATED_SEEDS=1000 LOCKSTEP_SIMULATED_HOURS=24`. */
const SEEDS = Number(Deno.env.get("LOCKSTEP_SIMULATED_SEEDS") ?? 16);
const HOURS = Number(Deno.env.get("LOCKSTEP_SIMULATED_HOURS") ?? 5);
/** Within so many seeds a defect must be found. */
const DEFECT_SEEDS = 200;

Deno.test("a session survives whatever goes wrong: no law is broken, in any seed", async () => {
  let crashes = 0, fills = 0;
  const misfortunes = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const report = await simulate({ seed, hours: HOURS });
    assert.deepEqual(report.violations, [], `deno task simulate --seed ${seed} --hours ${HOURS} --story`);
    assert.ok(report.steps > 0, `seed ${seed} had no bar`);
    crashes += report.crashes;
    fills += report.fills;
    for (const kind of Object.keys(report.misfortunes)) misfortunes.add(kind);
  }
  // A simulation in which nothing happens shows nothing.
  assert.ok(
    crashes >= SEEDS && fills >= SEEDS && misfortunes.size >= 25,
    `${crashes} ${fills} ${misfortunes.size}`,
  );
});

Deno.test("one seed is one story", async () => {
  const tell = async (seed: number) => {
    const lines: string[] = [];
    const { fingerprint } = await simulate({ seed, hours: 3, onLine: (line) => lines.push(line) });
    return [fingerprint, ...lines];
  };
  assert.deepEqual(await tell(11), await tell(11));
  assert.notDeepEqual(await tell(11), await tell(12));
});

Deno.test("mistakes that are made on purpose are found", async (test) => {
  for (const defect of Object.keys(DEFECTS) as DefectName[]) {
    await test.step(DEFECTS[defect], async () => {
      for (let seed = 1; seed <= DEFECT_SEEDS; seed++) {
        const { violations } = await simulate({ seed, hours: 6, defect });
        if (violations.length > 0) return;
      }
      assert.fail(`it was not found within ${DEFECT_SEEDS} seeds`);
    });
  }
});
