/** What a newcomer may get wrong on the command line and in files of bars, and the whole sentence that comes of it. */
import assert from "node:assert/strict";
import { backtest } from "../../tasks/backtest.ts";
import { check } from "../../tasks/check.ts";
import { dateOf, goodRow, TaskFolder } from "./task_folder.ts";

const SKIP = "Use --on-bad-row skip to leave such rows out.";
const SEE = "See --help.";

/** Runs each line, EMA crossover on good bars unless it says otherwise, and compares what it says. */
async function eachSays(
  folder: TaskFolder,
  cases: readonly (readonly [args: readonly string[], sentence: string])[],
): Promise<void> {
  for (const [args, sentence] of cases) {
    const has = (flag: string) => args.some((arg) => arg === flag);
    const line = [
      ...has("--strategy") ? [] : ["--strategy", "ema_crossover"],
      ...has("--data") ? [] : ["--data", `${folder.path}/good.csv`],
      ...args,
    ];
    assert.deepEqual(
      await folder.run(backtest, line),
      { code: 1, stdout: "", stderr: `error: ${sentence}\n` },
      args.join(" "),
    );
  }
}

Deno.test("a file of bars that isn't one is refused with its line and what is wrong there", async () => {
  using folder = new TaskFolder();
  folder.bars("good.csv");
  const data = (name: string) => ["--data", `${folder.path}/${name}`];
  const file = (name: string, text: string) => ["--data", folder.write(name, text)];
  const row300 = (name: string, row: string) => ["--data", folder.bars(name, { 300: row })];
  const day = dateOf(300);
  Deno.mkdirSync(`${folder.path}/folder`);
  const reversed = Array.from({ length: 10 }, (_, day) => goodRow(9 - day)).join("\n");
  await eachSays(folder, [
    [data("none.csv"), "Cannot read DIR/none.csv: there is no such file."],
    [data("folder"), "Cannot read DIR/folder: it is a folder, not a file."],
    [file("empty.csv", ""), "DIR/empty.csv: it is empty."],
    [file("blank.csv", "\n\n"), "DIR/blank.csv: it has nothing but blank lines."],
    [
      file("header.csv", "Date,Open,High,Low,Close\n"),
      "DIR/header.csv: it has a header but no rows below it.",
    ],
    [
      file("other.csv", "Date,Open,High,Low\n2020-01-01,1,2,1\n"),
      "DIR/other.csv:1: its header has no column for close. It has Date, Open, High and Low; needed are a time " +
      "(date, time, timestamp, …), open, high, low and close.",
    ],
    [
      file("one.csv", `Date,Open,High,Low,Close\n2020-01-01,1,2,1,2\n`),
      "DIR/one.csv: it has too few rows to tell how long a bar is. Say it, such as --timeframe 1d.",
    ],
    [
      file("reversed.csv", `Date,Open,High,Low,Close,Volume\n${reversed}\n`),
      "DIR/reversed.csv: its newest row stands first. Sort its rows by time, the oldest first.",
    ],
    [
      row300("unsorted.csv", goodRow(200)),
      `DIR/unsorted.csv:302: its time ${dateOf(200)} is before the bar above it, ${dateOf(299)}. ${SKIP}`,
    ],
    [
      row300("twice.csv", goodRow(299)),
      `DIR/twice.csv:302: its time ${dateOf(299)} stands twice. ${SKIP}`,
    ],
    [
      row300("nan.csv", `${day},NaN,102,99,101,1000`),
      `DIR/nan.csv:302:2: open "NaN" is not a number (${day}). ${SKIP}`,
    ],
    [
      row300("negative.csv", `${day},100,102,-99,101,1000`),
      `DIR/negative.csv:302: low -99 is not above zero (${day}). ${SKIP}`,
    ],
    [
      row300("upside_down.csv", `${day},100,98,99,101,1000`),
      `DIR/upside_down.csv:302: high 98 is below close 101 (${day}). ${SKIP}`,
    ],
    [
      row300("words.csv", `${day},100,102,abc,101,1000`),
      `DIR/words.csv:302:4: low "abc" is not a number (${day}). ${SKIP}`,
    ],
    [
      row300("short.csv", `${day},100,102`),
      `DIR/short.csv:302: it has 3 cells, not 6 as the header (${day}). ${SKIP}`,
    ],
    [
      row300("hole.csv", `${day},100,,99,101,1000`),
      `DIR/hole.csv:302:3: high is empty (${day}). ${SKIP}`,
    ],
    [
      row300("yesterday.csv", "yesterday,100,102,99,101,1000"),
      `DIR/yesterday.csv:302:1: "yesterday" is not a time as the rows above have it. ${SKIP}`,
    ],
    [
      ["--adjusted"],
      "DIR/good.csv: it has no column of adjusted closes (Adj Close), so its prices can't be adjusted. It has Date, Open, High, Low, Close, Volume.",
    ],
    [["--timeframe", "2d"], "DIR/good.csv: its bars are 1d apart: they can't be 2d long."],
    [
      ["--timeframe", "daily"],
      `Cannot read the timeframe "daily": it must be a whole number and a unit, such as 1s, 5m, 4h, 1d, 1w or 1M.`,
    ],
    [
      ["--time-zone", "Mars/One"],
      `There is no time zone "Mars/One": it must be an IANA name, such as America/New_York, Europe/Berlin or UTC.`,
    ],
    [
      [...data("good.csv"), ...file("hours.csv", hours())],
      "The files' bars must be of one span: DIR/good.csv has 1d bars, DIR/hours.csv has 1h bars.",
    ],
    [[...data("good.csv"), ...data("good.csv")], "--data DIR/good.csv stands twice."],
    [
      [...data("good.csv"), "--data", folder.bars("good_2.csv")],
      "DIR/good.csv and DIR/good_2.csv are both of GOOD: a file's name up to its first _ or . is its symbol. " +
      "Rename one of them.",
    ],
  ]);
});

Deno.test("a value that doesn't fit is refused with what it must be", async () => {
  using folder = new TaskFolder();
  const good = folder.bars("good.csv");
  Deno.mkdirSync(`${folder.path}/folder.json`);
  const out = (path: string) => ["--out", path];
  await eachSays(folder, [
    [["--fast", "30", "--slow", "20"], "ema_crossover: fast must be below slow (fast 30, slow 20)."],
    [["--fast", "21"], "ema_crossover: fast must be below slow (fast 21, slow 21)."],
    [["--fast", "1"], "ema_crossover: fast 1: must be at least 2."],
    [["--fast", "501"], "ema_crossover: fast 501: must be at most 500."],
    [["--fast", "9.5"], "ema_crossover: fast 9.5: must be a whole number."],
    [["--fast", "quick"], `ema_crossover: fast "quick": must be a number.`],
    [["--fast", "NaN"], `ema_crossover: fast "NaN": must be a number.`],
    [["--fast", "0x10"], `ema_crossover: fast "0x10": must be a number.`],
    [["--trail-pct", "0"], "ema_crossover: trailPct 0: must be above 0."],
    [
      ["--fast", "1", "--slow", "2"],
      "ema_crossover: fast 1: must be at least 2; slow 2: must be at least 3.",
    ],
    [["--fast"], "--fast: a value must follow."],
    [["--trailPct", "5", "--trail-pct", "6"], "--trail-pct stands twice."],
    [["--fsat", "9"], `--fsat: there is no such flag; did you mean --fast? ${SEE}`],
    [["--fee", "9"], `--fee: there is no such flag; did you mean --fee-bps? ${SEE}`],
    [
      ["--comission", "9"],
      `--comission: there is no such flag, and ema_crossover has the parameters --fast, --slow, --trailPct. ${SEE}`,
    ],
    [
      ["--strategy", "buy_and_hold", "--comission", "9"],
      `--comission: there is no such flag, and buy_and_hold has only the parameter --percent. ${SEE}`,
    ],
    [["--cash", "0"], "--cash 0: the account needs cash to start with, above zero."],
    [["--cash", "-5"], "--cash -5: the account needs cash to start with, above zero."],
    [["--cash", "NaN"], "--cash NaN: must be a number."],
    [["--preset", "zipline"], "--preset zipline: must be lockstep or backtesting.py."],
    [["--direction", "up"], "--direction up: must be long, short or both."],
    [["--frame", "0"], "--frame 0: must be at least 1."],
    [["--frame", "1.5"], "--frame 1.5: must be a whole number."],
    [["--lot-size", "-1"], "--lot-size -1: must be at least 0."],
    [["--data"], `--data: a value must follow (FILE). ${SEE}`],
    [["good.csv"], `"good.csv": backtest takes only flags. ${SEE}`],
    [["-s", "ema_crossover"], `-s: flags begin with two dashes: --strategy. ${SEE}`],
    [
      ["--from", "01/02/2020"],
      "--from 01/02/2020: must be a date such as 2019-03-04 or a time such as 2019-03-04T16:00Z.",
    ],
    [["--from", "2021-01-01", "--to", "2020-06-01"], "--from 2021-01-01 is not before --to 2020-06-01."],
    [["--from", "2021-01-01", "--to", "2021-01-01"], "--from 2021-01-01 is not before --to 2021-01-01."],
    [
      ["--from", "2030-01-01"],
      `There are no bars from 2030-01-01 on in DIR/good.csv: the last one closes at ${dateOf(600)}.`,
    ],
    [
      ["--from", "2030-01-01", "--to", "2031-01-01"],
      `There are no bars between 2030-01-01 and 2031-01-01 in DIR/good.csv: the last one closes at ${
        dateOf(600)
      }.`,
    ],
    [
      ["--to", "2010-01-01"],
      "DIR/good.csv: it has no bars before 2010-01-01: its rows begin at 2020-01-01.",
    ],
    [out(`${folder.path}/none/a.json`), "Cannot write DIR/none/a.json: there is no such folder."],
    [out(`${good}/a.json`), "Cannot write DIR/good.csv/a.json: its folder is a file."],
    [out("/proc/a.json"), "Cannot write /proc/a.json: no file can be made in that folder."],
    [out(`${folder.path}/folder.json`), "Cannot write DIR/folder.json: it is a folder. Name a file in it."],
    [
      out(`${folder.path}/a.txt`),
      "--out DIR/a.txt: the name must end in .json (the whole record) or .csv (the trades).",
    ],
    [
      out(good),
      "--out DIR/good.csv would write over DIR/good.csv, which the run reads: name another file.",
    ],
  ]);
  assert.deepEqual(folder.names, ["folder.json", "good.csv"]);
});

Deno.test("what must be given is asked for", async () => {
  using folder = new TaskFolder();
  const says = async (task: Parameters<TaskFolder["run"]>[0], args: string[]) =>
    (await folder.run(task, args)).stderr;
  assert.equal(await says(backtest, []), `error: --strategy NAME|FILE must be given. ${SEE}\n`);
  assert.equal(
    await says(backtest, ["--strategy", "ema_crossover"]),
    `error: --data FILE must be given (or --trades FILE). ${SEE}\n`,
  );
  assert.equal(
    await says(check, []),
    "error: Name one strategy or strategy file: deno task check ./mine.ts\n",
  );
  assert.equal(
    await says(check, ["ema_crossover", "--cases", "0"]),
    "error: --cases 0: must be at least 1.\n",
  );
});

Deno.test("rows that are left out are counted by reason, on the sheet and in the record", async () => {
  using folder = new TaskFolder();
  const data = folder.bars("holes.csv", {
    100: `${dateOf(100)},1,x,1,1,1`,
    200: `${dateOf(200)},1,2,-1,1,1`,
    300: goodRow(299),
    301: goodRow(10),
    302: `${dateOf(302)},1,x,1,1,1`,
  });
  const out = `${folder.path}/a.json`;
  const line = ["--strategy", "ema_crossover", "--data", data, "--on-bad-row", "skip", "--out", out];
  const { code, stdout, stderr } = await folder.run(backtest, line);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout.replace(/\s+/g, " "),
    /^! 5 rows of data left out: high not a number \(2\), low not above zero \(1\), time twice \(1\), time out of order \(1\)\. /,
  );
  const { data: { bars, skippedRows } } = JSON.parse(Deno.readTextFileSync(out));
  assert.deepEqual([bars, skippedRows], [595, {
    "high not a number": 2,
    "low not above zero": 1,
    "time twice": 1,
    "time out of order": 1,
  }]);
  const none = folder.write("none.csv", "Date,Open,High,Low,Close\n2020-01-01,1,0,1,1\n2020-01-02,1,0,1,1\n");
  const skipped = await folder.run(backtest, [
    "--strategy",
    "ema_crossover",
    "--data",
    none,
    "--on-bad-row",
    "skip",
  ]);
  assert.equal(
    skipped.stderr,
    "error: DIR/none.csv: none of its rows is a sound bar (high below close: 2).\n",
  );
});

function hours(): string {
  const rows = Array.from({ length: 5 }, (_, hour) => `2020-01-01T0${hour}:00Z,1,2,1,2`);
  return `Date,Open,High,Low,Close\n${rows.join("\n")}\n`;
}
