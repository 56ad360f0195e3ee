import assert from "node:assert/strict";
import { readCsvBars } from "../engine/data/csv_bars.ts";

const TASK = new URL("./synth.ts", import.meta.url).pathname;

/** Runs the task as `deno task synth` does, in a folder of its own. */
async function run(
  folder: string,
  ...args: string[]
): Promise<{ code: number; out: string; errors: string; files: string[] }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", `--allow-read=${folder}`, `--allow-write=${folder}`, TASK, ...args],
    cwd: folder,
  }).output();
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return { code, out: new TextDecoder().decode(stdout), errors: new TextDecoder().decode(stderr), files };
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("synth prints bars, or writes them whole to a file that says what they are", async () => {
  await inFolder(async (folder) => {
    const printed = await run(folder, "--bars", "3", "--seed", "7", "--start", "2020-01-01");
    assert.deepEqual([printed.code, printed.errors, printed.files], [0, "", []]);
    assert.match(printed.out, /^open_time_ms,open,high,low,close,volume\n1577836800000,100,(.+\n){3}$/);

    const written = await run(folder, "--bars", "20000", "--timeframe", "5m", "--out", "my_synthetic.csv");
    assert.deepEqual([written.code, written.out, written.errors], [
      0,
      "",
      "Wrote 20,000 synthetic bars to my_synthetic.csv.\n",
    ]);
    assert.deepEqual(written.files, ["my_synthetic.csv"]);
    const csv = readCsvBars(`${folder}/my_synthetic.csv`);
    assert.deepEqual([csv.timeframe.text, csv.readAll().length], ["5m", 20_000]);

    const named = await run(folder, "--bars", "3", "--symbol", "ABC", "--out", folder);
    assert.deepEqual(named.files, ["my_synthetic.csv", "synthetic-abc_1m.csv"]);
    assert.equal(readCsvBars(`${folder}/synthetic-abc_1m.csv`).symbol, "SYNTHETIC-ABC");
  });
});

Deno.test("synth says in one line what is wrong, and leaves nothing behind", async () => {
  await inFolder(async (folder) => {
    const cases: [args: string[], error: string][] = [
      [
        ["--out", "prices.csv"],
        `error: --out prices.csv: the file's name must say "synthetic", such as synthetic.csv.`,
      ],
      [["--out", "none/synthetic.csv"], "error: Cannot write none/synthetic.csv: there is no such folder."],
      [
        ["--out", "/synthetic.csv"],
        "error: Cannot write /synthetic.csv: this task may write only below the folder of Lockstep. Leave --out away and redirect what is printed: > FILE.",
      ],
      [["--symbol", "ABC"], "error: --symbol names the file: --out must say in which folder."],
      [
        ["--timeframe", "1x"],
        `error: Cannot read the timeframe "1x": it must be a whole number and a unit, such as 1s, 5m, 4h, 1d, 1w or 1M.`,
      ],
      [["--bars", "many"], "error: --bars many: must be a number."],
      [
        ["--tick", "0.03"],
        "error: The tick size must be one over a whole number, such as 0.01 or 0.25: received 0.03.",
      ],
    ];
    for (const [args, error] of cases) {
      const { code, out, errors, files } = await run(folder, ...args);
      assert.deepEqual([code, out, errors, files], [1, "", error + "\n", []]);
    }
  });
});

Deno.test({
  name: "synth that is interrupted leaves no half a file",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const task = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-prompt",
          `--allow-read=${folder}`,
          `--allow-write=${folder}`,
          TASK,
          "--bars",
          "1e9",
          "--out",
          "synthetic.csv",
        ],
        cwd: folder,
        stdout: "null",
        stderr: "null",
      }).spawn();
      while ([...Deno.readDirSync(folder)].length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      task.kill("SIGINT");
      assert.equal((await task.status).code, 130);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    }),
});
