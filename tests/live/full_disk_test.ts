/** A full disk and a cut line, for minutes of the market, under a running session: it stands still, says why, and catches up. */
import assert from "node:assert/strict";
import { CuttableLine } from "./cuttable_line.ts";
import { hasSmallDisk, SmallDisk, smallDiskNote } from "./small_disk.ts";
import { passed, Trial } from "./trial.ts";

const seed = Number(Deno.env.get("LOCKSTEP_SEED") || 20_240_116);
const DISK_MEGABYTES = 12;
/** How long a misfortune lasts: three minutes of the market. */
const MISFORTUNE_MS = 3_000;

Deno.test({
  name:
    `a session whose disk is full for minutes decides nothing until there is room, then does what was to be done${smallDiskNote}`,
  ignore: !hasSmallDisk,
  async fn() {
    await using trial = await Trial.open(seed);
    using disk = SmallDisk.mount(DISK_MEGABYTES)!;
    const full = trial.session("full", { home: disk.folder }), undisturbed = trial.session("undisturbed");
    const left = await undisturbed.start();
    let process = await full.start();
    const reach = () => process.reached(trial.exchange.time.nowMs());
    await reach();

    // While it runs.
    disk.fill();
    await process.until(
      () => full.told.alerts.some((text) => CANT_WRITE.test(text)),
      "said that it can't write",
    );
    const steps = full.told.steps;
    await passed(MISFORTUNE_MS);
    assert.equal(full.told.steps, steps, "it told of bars that it can't have kept");
    disk.free();
    await reach();

    // It is killed while there is no room, and can't be started again before there is.
    disk.fill();
    await passed(MISFORTUNE_MS / 2);
    await process.kill();
    const problem = await full.spawn().ended();
    assert.match(problem, /LockstepError: .*full/);
    disk.free();
    process = await full.start();
    await reach();

    const untilMs = trial.exchange.time.nowMs();
    await Promise.all([process.reached(untilMs), left.reached(untilMs)]);
    await Promise.all([process.leave(), left.leave()]);
    const { backfilled, events } = trial.compare(full, undisturbed, untilMs);
    assert.ok(backfilled > 100, `only ${backfilled} bars were fetched`);
    assert.ok(events.some(({ kind }) => kind === "filled"), "nothing was traded");
  },
});

Deno.test("a session whose line is cut for minutes fetches what it missed, and does what was to be done", async () => {
  await using trial = await Trial.open(seed);
  await using line = new CuttableLine(trial.origin);
  const cut = trial.session("cut", { url: line.origin }), undisturbed = trial.session("undisturbed");
  const left = await undisturbed.start(), process = await cut.start();
  for (let cuts = 0; cuts < 2; cuts++) {
    await process.reached(trial.exchange.time.nowMs());
    line.cut();
    await passed(MISFORTUNE_MS / 20); // what was under way has come
    const { steps } = cut.told;
    await passed(MISFORTUNE_MS);
    assert.equal(cut.told.steps, steps, "it closed bars of which it had heard nothing");
    line.mend();
  }
  const untilMs = trial.exchange.time.nowMs();
  await Promise.all([process.reached(untilMs), left.reached(untilMs)]);
  await Promise.all([process.leave(), left.leave()]);
  const { backfilled, events } = trial.compare(cut, undisturbed, untilMs);
  assert.ok(backfilled > 200, `only ${backfilled} bars were fetched`);
  assert.ok(events.some(({ kind }) => kind === "filled"), "nothing was traded");
});

const CANT_WRITE = /the journal can't be written, nothing is decided until it can/;
