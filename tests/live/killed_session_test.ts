/**
 * `kill -9` under a running feed: a session whose process is killed again and again ends up where one does which is left in peace. Real
 * sockets, a real journal, real processes; what only a power cut could show is in the simulator.
 */
import assert from "node:assert/strict";
import { Random } from "../../engine/random.ts";
import { passed, Trial } from "./trial.ts";

const kills = Number(Deno.env.get("LOCKSTEP_SESSION_KILLS") || 8);
const seed = Number(Deno.env.get("LOCKSTEP_SEED") || 20_240_115);
/** How long a process lives at most, from the moment when its code is loaded: recovery, connection and back-fill take some 200 ms of it. */
const LIFE_MS = 1_200;

Deno.test(`a session killed at ${kills} random moments (LOCKSTEP_SESSION_KILLS) does what one does that never was`, async () => {
  await using trial = await Trial.open(seed);
  const random = new Random(seed);
  const killed = trial.session("killed"), undisturbed = trial.session("undisturbed");
  const left = await undisturbed.start();
  let livesWithBars = 0;
  for (let kill = 0; kill < kills; kill++) {
    const process = await killed.start(), before = killed.told.steps;
    await passed(random.uniform() * LIFE_MS);
    await process.kill();
    if (killed.told.steps > before) livesWithBars++;
  }
  const last = await killed.start(), untilMs = trial.exchange.time.nowMs();
  await Promise.all([last.reached(untilMs), left.reached(untilMs)]);
  await Promise.all([last.leave(), left.leave()]);

  const { events, backfilled, late } = trial.compare(killed, undisturbed, untilMs);
  assert.ok(livesWithBars >= kills / 2, `only ${livesWithBars} of ${kills} processes came to trade`);
  assert.ok(backfilled >= kills, `only ${backfilled} bars were fetched`);
  assert.ok(late >= kills, `only ${late} bars were late`);
  assert.ok(events.filter(({ kind }) => kind === "filled").length >= kills, "next to nothing was traded");
});
