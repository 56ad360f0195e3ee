/**
 * The journal as other processes leave it: killed at any moment, and at odds over a lease. Each process is this file, run with what it is to do.
 * A killed process proves that batches are whole and in order; that they are on the disk itself only a machine without power could prove.
 */
import assert from "node:assert/strict";
import type { JournalEntry, JournalOutcome } from "../engine/live/journal_store.ts";
import { Random } from "../engine/random.ts";
import { SqliteJournal } from "./sqlite_journal.ts";

const NOW = Date.UTC(2024, 0, 2), LEASE_MS = 1_000;
const [role, ...roleArgs] = Deno.args;

if (role === "write") write(roleArgs[0], Number(roleArgs[1]));
else if (role === "fight") await fight(roleArgs[0], roleArgs[1]);

const kills = Number(Deno.env.get("LOCKSTEP_JOURNAL_KILLS") || 30);
const seed = Number(Deno.env.get("LOCKSTEP_SEED") || 20_240_102);

Deno.test(`SQLite journal: killed at ${kills} random moments (LOCKSTEP_JOURNAL_KILLS) it has whole batches, all that were acknowledged, and no hole`, async () => {
  using folder = new Folder();
  const random = new Random(seed);
  let checked = 0, killedWithin = 0;
  for (let kill = 0; kill < kills; kill++) {
    const why = `kill ${kill}, seed ${seed}`;
    const child = spawn(folder.path, "write", folder.path, String(NOW + kill * LEASE_MS));
    const lines = linesOf(child.stdout), first = await lines.next();
    if (first.done) assert.fail(`${why}: ${await child.errors}`);
    await new Promise((resolve) => setTimeout(resolve, random.uniform() * 60));
    child.process.kill("SIGKILL");
    let acknowledged = Number(first.value);
    for await (const line of lines) acknowledged = Number(line);
    await child.process.status;

    const store = new SqliteJournal(folder.path), next = store.nextSequence("a");
    assert.ok(
      acknowledged > checked && next >= acknowledged,
      `${why}: ${acknowledged} acknowledged, ${next} kept`,
    );
    if (next > acknowledged) killedWithin++;
    assert.equal(batchEnd(next - 1), next, `${why}: half a batch`);
    let sequence = checked;
    for (const { outcome, ...entry } of store.read("a", checked)) {
      assert.deepEqual(entry, entryOf(sequence), why);
      if (outcome !== undefined) assert.deepEqual(outcome, outcomeOf(sequence), why);
      else assert.ok(batchEnd(sequence) === next, `${why}: entry ${sequence} of ${next} has no outcome`);
      sequence++;
    }
    assert.equal(sequence, next, why);
    const [snapshot] = store.snapshots("a");
    if (snapshot !== undefined) {
      assert.deepEqual(JSON.parse(snapshot.body), { after: snapshot.sequence }, why);
    }
    store.close();
    checked = next;
  }
  const store = new SqliteJournal(folder.path);
  let sequence = 0;
  for (const entry of store.read("a", 0)) assert.equal(entry.sequence, sequence++);
  assert.equal(sequence, checked);
  store.close();
  assert.ok(
    kills < 30 || checked > 1_000,
    `${checked} entries, ${killedWithin} kills between commit and acknowledgement`,
  );
});

Deno.test("SQLite journal: of two processes that ask for one lease at once exactly one gets it, and tokens grow", async () => {
  using folder = new Folder();
  const names = ["one", "two"],
    fighters = names.map((name) => spawn(folder.path, "fight", folder.path, name));
  const answers = fighters.map(({ stdout }) => linesOf(stdout));
  const orders = fighters.map(({ process }) => process.stdin.getWriter());
  for (const each of answers) assert.equal((await each.next()).value, "ready");
  const wins: Record<string, number> = { one: 0, two: 0 };
  let token = 0;
  for (let round = 0; round < 40; round++) {
    // Half of the rounds are for a session that isn't there yet, so that both make its file.
    const isNew = round % 2 === 1, sessionId = isNew ? `new${round}` : "a", nowMs = NOW + round * LEASE_MS;
    const order = new TextEncoder().encode(`${sessionId} ${nowMs}\n`);
    await Promise.all(orders.map((each) => each.write(order)));
    const told = await Promise.all(answers.map(async (each) => JSON.parse((await each.next()).value!)));
    const winner = told.findIndex((each) => "token" in each),
      loser = 1 - winner,
      why = `round ${round}: ${JSON.stringify(told)}`;
    assert.ok(winner >= 0, why);
    if (!isNew) token++;
    assert.deepEqual(told[winner], {
      sessionId,
      holder: names[winner],
      token: isNew ? 1 : token,
      leaseMs: LEASE_MS,
    }, why);
    assert.deepEqual(told[loser], {
      refusedBecause: `Session ${sessionId} is run by ${names[winner]}`,
      holder: names[winner],
      untilMs: nowMs + LEASE_MS,
    }, why);
    wins[names[winner]]++;
  }
  for (const each of orders) await each.close();
  for (const { process, errors } of fighters) assert.ok((await process.status).success, await errors);
  assert.equal(wins.one + wins.two, 40);
});

/** Appends batches as fast as it can, from where the journal ends, and says up to where it is acknowledged. */
function write(folder: string, nowMs: number): void {
  const store = new SqliteJournal(folder), lease = store.acquire("a", "writer", nowMs, LEASE_MS);
  assert.ok("token" in lease);
  const encoder = new TextEncoder();
  let next = store.nextSequence("a");
  // What the last process appended without an outcome.
  let outcomesFrom = next === 0 ? 0 : batchBegin(next - 1);
  const acknowledge = (failure?: unknown) => {
    assert.equal(failure, undefined);
    Deno.stdout.writeSync(encoder.encode(`${next}\n`));
  };
  for (let batches = 1;; batches++) {
    const end = batchEnd(next), entries: JournalEntry[] = [], outcomes: JournalOutcome[] = [];
    while (outcomesFrom < next) outcomes.push(outcomeOf(outcomesFrom++));
    while (next < end) entries.push(entryOf(next++));
    store.append(lease, { entries, outcomes }, acknowledge);
    if (batches % 10 !== 0) continue;
    const snapshot = { sequence: next - 1, atMs: nowMs, body: JSON.stringify({ after: next - 1 }) };
    store.writeSnapshot(lease, snapshot, (failure) => assert.equal(failure, undefined));
  }
}

/** Asks for a lease whenever it is told to, and says what it got. */
async function fight(folder: string, name: string): Promise<void> {
  const store = new SqliteJournal(folder);
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  for await (const line of linesOf(Deno.stdin.readable)) {
    const [sessionId, nowMs] = line.split(" ");
    const answer = JSON.stringify(store.acquire(sessionId, name, Number(nowMs), LEASE_MS));
    await Deno.stdout.write(new TextEncoder().encode(`${answer}\n`));
  }
  store.close();
}

/** Batches are of 1 to 20 entries, the same whoever writes them: cycles of 1, 2, …, 20. */
function batchEnd(sequence: number): number {
  const cycle = Math.floor(sequence / 210) * 210;
  let end = cycle;
  for (let size = 1; end <= sequence; size++) end += size;
  return end;
}

function batchBegin(sequence: number): number {
  let begin = sequence;
  while (begin > 0 && batchEnd(begin - 1) === batchEnd(sequence)) begin--;
  return begin;
}

function entryOf(sequence: number): JournalEntry {
  return {
    sequence,
    kind: "bars",
    atMs: NOW + sequence,
    body: JSON.stringify({ close: sequence * 1.1, pad: "x".repeat(sequence % 300) }),
  };
}

function outcomeOf(sequence: number): JournalOutcome {
  return { sequence, statements: sequence % 5, equity: 1e5 + sequence / 7, fingerprint: `f${sequence}` };
}

class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "lockstep-journal-" });

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** This file as a process of its own, with no more rights than a journal needs. */
function spawn(folder: string, ...args: string[]) {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--quiet",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
      "--allow-env",
      import.meta.filename!,
      ...args,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  return { process, stdout: process.stdout, errors: new Response(process.stderr).text() };
}

/** Whole lines; what was cut off at the end is left out. */
async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  let begun = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (begun + text).split("\n");
    begun = lines.pop()!;
    yield* lines;
  }
}
