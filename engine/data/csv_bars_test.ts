import assert from "node:assert/strict";
import { barFault, type Bars, isoTime } from "../bars.ts";
import { LockstepError } from "../error.ts";
import { Random } from "../random.ts";
import { Timeframe } from "../timeframe.ts";
import { type CsvBarsOptions, readCsvBars, symbolOfPath } from "./csv_bars.ts";

/** Writes a file, hands its path over and takes the file away again. */
function withFile<T>(content: string | Uint8Array, use: (path: string) => T, name = "prices.csv"): T {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/${name}`;
  try {
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return use(path);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Bars as short text: "time o h l c v", a bar a line. */
function shown(bars: Bars): string[] {
  return Array.from(
    bars.close,
    (close, i) =>
      [isoTime(bars.openTimeMs[i]), bars.open[i], bars.high[i], bars.low[i], close, bars.volume[i]].join(" "),
  );
}

function read(
  content: string,
  options: CsvBarsOptions = {},
): { bars: Bars; timeframe: string; skipped: Readonly<Record<string, number>> } {
  return withFile(content, (path) => {
    const csv = readCsvBars(path, options);
    const bars = csv.readAll();
    return { bars, timeframe: csv.timeframe.text, skipped: csv.skippedRows };
  });
}

/** The error's message, with the folder taken off the file's name. */
function errorOf(content: string | Uint8Array, options: CsvBarsOptions = {}): string {
  return withFile(content, (path) => {
    try {
      readCsvBars(path, options).readAll();
    } catch (error) {
      assert(error instanceof LockstepError, `${error instanceof Error ? error.stack : error}`);
      return error.message.replaceAll(path, "prices.csv");
    }
    return "no error";
  });
}

const DAYS = "2019-03-01,10,12,9,11,100\n2019-03-04,11,13,10,12,200\n2019-03-05,12,14,11,13,300\n";
const DAY_BARS = ["2019-03-01 10 12 9 11 100", "2019-03-04 11 13 10 12 200", "2019-03-05 12 14 11 13 300"];

Deno.test("headers of many sources are known", () => {
  const cases: [name: string, content: string, timeframe: string, expected: string[]][] = [
    ["own, dates", `date,open,high,low,close,volume\n${DAYS}`, "1d", DAY_BARS],
    ["pandas, index without a name", `,Open,High,Low,Close,Volume\n${DAYS}`, "1d", DAY_BARS],
    [
      "no newline at the end, CRLF, blank lines",
      `\r\nDate,Open,High,Low,Close,Volume\r\n\r\n${DAYS.replaceAll("\n", "\r\n")}`.trimEnd(),
      "1d",
      DAY_BARS,
    ],
    [
      "byte order mark, semicolons",
      `\ufeffdate;open;high;low;close;volume\n${DAYS.replaceAll(",", ";")}`,
      "1d",
      DAY_BARS,
    ],
    ["all quoted", `date,open,high,low,close,volume\n${DAYS}`.replaceAll(/[^,\n]+/g, '"$&"'), "1d", DAY_BARS],
    ["spaces", `date, open, high, low, close, volume\n${DAYS.replaceAll(",", " , ")}`, "1d", DAY_BARS],
    [
      "Yahoo",
      "Date,Open,High,Low,Close,Adj Close,Volume\n2019-03-04,10,12,9,11,5.5,100\n2019-03-05,11,13,10,12,6,200\n",
      "1d",
      ["2019-03-04 10 12 9 11 100", "2019-03-05 11 13 10 12 200"],
    ],
    [
      "Binance with a header",
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n" +
      "1551398400000,10,12,9,11,100,1551398459999,1,1,1,1,0\n1551398460000,11,13,10,12,200,1551398519999,1,1,1,1,0\n",
      "1m",
      ["2019-03-01 10 12 9 11 100", "2019-03-01T00:01:00Z 11 13 10 12 200"],
    ],
    [
      "Binance without a header, going over to µs",
      "1735689540000,10,12,9,11,100,1735689599999,1,1,1,1,0\n1735689600000000,11,13,10,12,200,1735689659999999,1,1,1,1,0\n",
      "1m",
      ["2024-12-31T23:59:00Z 10 12 9 11 100", "2025-01-01 11 13 10 12 200"],
    ],
    [
      "Stooq",
      "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n" +
      "AAPL.US,5,20190301,153000,10,12,9,11,100,0\nAAPL.US,5,20190301,153500,11,13,10,12,200,0\n",
      "5m",
      ["2019-03-01T15:30:00Z 10 12 9 11 100", "2019-03-01T15:35:00Z 11 13 10 12 200"],
    ],
    ["Stooq in Polish", `Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n${DAYS}`, "1d", DAY_BARS],
    [
      "TradingView",
      "time,open,high,low,close,Volume,Volume MA\n1551434400,10,12,9,11,100,NaN\n1551438000,11,13,10,12,200,NaN\n",
      "1h",
      ["2019-03-01T10:00:00Z 10 12 9 11 100", "2019-03-01T11:00:00Z 11 13 10 12 200"],
    ],
    [
      "Alpha Vantage names, no volume",
      "timestamp,1. open,2. high,3. low,4. close\n2019-03-01,10,12,9,11\n2019-03-04,11,13,10,12\n2019-03-05,12,14,11,13\n",
      "1d",
      DAY_BARS.map((bar) => bar.replace(/\d+$/, "0")),
    ],
    [
      "MetaTrader",
      "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2019.03.01\t00:00:00\t10\t12\t9\t11\t100\n2019.03.01\t04:00:00\t11\t13\t10\t12\t200\n",
      "4h",
      ["2019-03-01 10 12 9 11 100", "2019-03-01T04:00:00Z 11 13 10 12 200"],
    ],
    [
      "date and a whole time",
      "date,time,open,high,low,close\n20190301,1551398400,1,1,1,1\n20190301,1551398401,1,1,1,1\n",
      "1s",
      ["2019-03-01 1 1 1 1 0", "2019-03-01T00:00:01Z 1 1 1 1 0"],
    ],
    [
      "timestamp beside a date",
      "unix,date,symbol,open,high,low,close,Volume BTC\n1551398400,x,BTC,1,1,1,1,7\n1551398460,x,BTC,1,1,1,1,8\n",
      "1m",
      ["2019-03-01 1 1 1 1 7", "2019-03-01T00:01:00Z 1 1 1 1 8"],
    ],
  ];
  for (const [name, content, timeframe, expected] of cases) {
    const csv = read(content);
    assert.deepEqual([csv.timeframe, shown(csv.bars)], [timeframe, expected], name);
  }
});

Deno.test("times are read in every form", () => {
  const cases: [cell: string, expected: string][] = [
    ["2019-03-01", "2019-03-01"],
    ["2019/03/01", "2019-03-01"],
    ["20190301", "2019-03-01"],
    ["2019-03-01 16:00", "2019-03-01T16:00:00Z"],
    ["2019-03-01 9:30", "2019-03-01T09:30:00Z"],
    ["2019-03-01 16:00:30", "2019-03-01T16:00:30Z"],
    ["2019-03-01T16:00:30Z", "2019-03-01T16:00:30Z"],
    ["2019-03-01T16:00:30.250Z", "2019-03-01T16:00:30.250Z"],
    ["2019-03-01T16:00:30.250999+00:00", "2019-03-01T16:00:30.250Z"],
    ["2019-03-01 16:00:00-05:00", "2019-03-01T21:00:00Z"],
    ["2019-03-01 16:00:00+0530", "2019-03-01T10:30:00Z"],
    ["2019-03-01 16:00 UTC", "2019-03-01T16:00:00Z"],
    ["20190301 160000", "2019-03-01T16:00:00Z"],
    ["20190301 1600", "2019-03-01T16:00:00Z"],
    ["1551456000", "2019-03-01T16:00:00Z"],
    ["1551456000.5", "2019-03-01T16:00:00.500Z"],
    ["1551456000000", "2019-03-01T16:00:00Z"],
    ["1551456000000000", "2019-03-01T16:00:00Z"],
    ["1551456000000000000", "2019-03-01T16:00:00Z"],
    ["-86400000", "1967-04-07"],
  ];
  for (const [cell, expected] of cases) {
    const { bars } = read(`time,open,high,low,close\n${cell},1,1,1,1\n`, {
      timeframe: Timeframe.parse("1m"),
    });
    assert.equal(isoTime(bars.openTimeMs[0]), expected, cell);
  }
});

Deno.test("what is no time is said so", () => {
  for (
    const cell of [
      "01/02/2018",
      "2019-02-29",
      "2019-13-01",
      "2019-03-01 24:00",
      "2019-03-01 10:60",
      "2019-03-01 10:00 EST",
      "yesterday",
      "5",
      "",
      "2019-03-01 10:",
      "2019-3-1",
      "2019-03-01T",
      "1e9",
    ]
  ) {
    assert.match(
      errorOf(`time,open,high,low,close\n${cell},1,1,1,1\n`, { timeframe: Timeframe.parse("1m") }),
      /^prices\.csv:2:1: cannot read the time ".*": it must be like 2019-03-04, /,
      cell,
    );
  }
});

Deno.test("the time zone is that of the option, summer time and all", () => {
  const rows = (times: string[]) =>
    `time,open,high,low,close\n${times.map((time) => `${time},1,1,1,1\n`).join("")}`;
  const cases: [zone: string, times: string[], expected: string[]][] = [
    ["America/New_York", ["2019-03-08 16:00", "2019-03-08 16:30"], [
      "2019-03-08T21:00:00Z",
      "2019-03-08T21:30:00Z",
    ]],
    ["America/New_York", ["2019-03-11 09:30", "2019-03-11 10:00"], [
      "2019-03-11T13:30:00Z",
      "2019-03-11T14:00:00Z",
    ]],
    // Spring: 02:00–02:59 isn't there and is read on the clock of the winter.
    ["America/New_York", ["2019-03-10 01:30", "2019-03-10 03:00"], [
      "2019-03-10T06:30:00Z",
      "2019-03-10T07:00:00Z",
    ]],
    ["America/New_York", ["2019-03-10 02:30", "2019-03-10 04:00"], [
      "2019-03-10T07:30:00Z",
      "2019-03-10T08:00:00Z",
    ]],
    // Autumn: 01:00–01:59 is there twice.
    [
      "America/New_York",
      [
        "2019-11-03 00:30",
        "2019-11-03 01:00",
        "2019-11-03 01:30",
        "2019-11-03 01:00",
        "2019-11-03 01:30",
        "2019-11-03 02:00",
      ],
      [
        "2019-11-03T04:30:00Z",
        "2019-11-03T05:00:00Z",
        "2019-11-03T05:30:00Z",
        "2019-11-03T06:00:00Z",
        "2019-11-03T06:30:00Z",
        "2019-11-03T07:00:00Z",
      ],
    ],
    ["Europe/Berlin", ["2019-07-01 09:00", "2019-07-01 10:00"], [
      "2019-07-01T07:00:00Z",
      "2019-07-01T08:00:00Z",
    ]],
    ["Asia/Kolkata", ["2019-07-01 09:15", "2019-07-01 10:15"], [
      "2019-07-01T03:45:00Z",
      "2019-07-01T04:45:00Z",
    ]],
    ["Pacific/Apia", ["2019-07-01 09:00", "2019-07-01 10:00"], [
      "2019-06-30T20:00:00Z",
      "2019-06-30T21:00:00Z",
    ]],
    // A zone that stands in the cell wins.
    ["Asia/Tokyo", ["2019-07-01 09:00Z", "2019-07-01 10:00Z"], [
      "2019-07-01T09:00:00Z",
      "2019-07-01T10:00:00Z",
    ]],
    // Days are dates.
    ["Asia/Tokyo", ["2019-07-01", "2019-07-02"], ["2019-07-01", "2019-07-02"]],
    ["Asia/Tokyo", ["2019-07-01 00:00:00", "2019-07-02 00:00:00"], ["2019-07-01", "2019-07-02"]],
  ];
  for (const [timeZone, times, expected] of cases) {
    assert.deepEqual(
      Array.from(read(rows(times), { timeZone }).bars.openTimeMs, isoTime),
      expected,
      `${timeZone} ${times}`,
    );
  }
  assert.equal(
    errorOf(`date,open,high,low,close,volume\n${DAYS}`, { timeZone: "Mars/Olympus" }),
    `There is no time zone "Mars/Olympus": it must be an IANA name, such as America/New_York, Europe/Berlin or UTC.`,
  );
});

Deno.test("the timeframe is the most common distance, and months are the calendar's", () => {
  const file = (times: string[]) =>
    `time,open,high,low,close\n${times.map((time) => `${time},1,1,1,1\n`).join("")}`;
  const cases: [times: string[], timeframe: string, lastOpen: string, lastClose: string][] = [
    [["2019-03-01", "2019-03-04", "2019-03-05", "2019-03-06"], "1d", "2019-03-06", "2019-03-07"],
    [["2019-03-04", "2019-03-11", "2019-03-18"], "1w", "2019-03-18", "2019-03-25"],
    [["2019-03-01", "2019-03-08", "2019-03-15"], "1w", "2019-03-15", "2019-03-22"], // not on Mondays: as they are
    [["2019-01-01", "2019-02-01", "2019-03-01"], "1M", "2019-03-01", "2019-04-01"],
    [["2019-01-31", "2019-02-28", "2019-03-31"], "1M", "2019-03-01", "2019-04-01"],
    [["2019-01-02", "2019-02-01", "2019-03-01"], "1M", "2019-03-01", "2019-04-01"],
    [["2018-03-31", "2018-06-30", "2018-09-30"], "3M", "2018-07-01", "2018-10-01"],
    [["2016-12-31", "2017-12-31", "2018-12-31"], "12M", "2018-01-01", "2019-01-01"],
    [
      ["2019-03-01 10:00", "2019-03-01 10:05", "2019-03-01 10:15"],
      "5m",
      "2019-03-01T10:15:00Z",
      "2019-03-01T10:20:00Z",
    ],
    [
      ["2019-03-01 14:30", "2019-03-04 14:30", "2019-03-05 14:30"],
      "1d",
      "2019-03-05T14:30:00Z",
      "2019-03-06T14:30:00Z",
    ],
  ];
  for (const [times, timeframe, lastOpen, lastClose] of cases) {
    const csv = read(file(times));
    const last = csv.bars.length - 1;
    assert.deepEqual(
      [
        csv.timeframe,
        csv.bars.length,
        isoTime(csv.bars.openTimeMs[last]),
        isoTime(csv.bars.closeTimeMs[last]),
      ],
      [timeframe, times.length, lastOpen, lastClose],
    );
  }
  const one = file(["2019-03-01"]);
  assert.equal(
    errorOf(one),
    "prices.csv: it has too few rows to tell how long a bar is. Say it, such as --timeframe 1d.",
  );
  assert.equal(read(one, { timeframe: Timeframe.parse("1d") }).bars.length, 1);
  assert.equal(
    errorOf(file(["2019-03-01 10:00", "2019-03-01 10:05"]), { timeframe: Timeframe.parse("1d") }),
    "prices.csv: its bars are 5m apart: they can't be 1d long.",
  );
  assert.equal(
    errorOf(file(["1551456000.5", "1551456001"])),
    "prices.csv: Cannot name a timeframe of 500 ms: bars must be a whole number of seconds long.",
  );
});

Deno.test("a bad row ends the reading with its place, or is left out and counted by its reason", () => {
  const cases: [row: string, error: string, reason: string][] = [
    [
      "2019-03-04,101.5,101.2,100,101.9,1",
      ":3: high 101.2 is below close 101.9 (2019-03-04)",
      "high below close",
    ],
    [
      "2019-03-04,101.5,101.2,100,101,1",
      ":3: high 101.2 is below open 101.5 (2019-03-04)",
      "high below open",
    ],
    ["2019-03-04,5,7,6,7,1", ":3: low 6 is above open 5 (2019-03-04)", "low above open"],
    ["2019-03-04,7,7,6,5,1", ":3: low 6 is above close 5 (2019-03-04)", "low above close"],
    ["2019-03-04,5,7,-1,6,1", ":3: low -1 is not above zero (2019-03-04)", "low not above zero"],
    ["2019-03-04,0,0,0,0,1", ":3: low 0 is not above zero (2019-03-04)", "low not above zero"],
    ["2019-03-04,5,7,4,6,-1", ":3: volume -1 is not zero or more (2019-03-04)", "volume not zero or more"],
    [
      "2019-03-04,5,1e999,4,6,1",
      ":3: high is Infinity, not a finite number (2019-03-04)",
      "high not a finite number",
    ],
    ["2019-03-01,5,7,4,6,1", ":3: its time 2019-03-01 stands twice", "time twice"],
    [
      "2019-02-28,5,7,4,6,1",
      ":3: its time 2019-02-28 is before the bar above it, 2019-03-01",
      "time out of order",
    ],
    ["2019-03-04,5,abc,4,6,1", `:3:3: high "abc" is not a number (2019-03-04)`, "high not a number"],
    ["2019-03-04,5,7,NaN,6,1", `:3:4: low "NaN" is not a number (2019-03-04)`, "low not a number"],
    ["2019-03-04,5,7,4,null,1", `:3:5: close "null" is not a number (2019-03-04)`, "close not a number"],
    ["2019-03-04,5,7,4,,1", ":3:5: close is empty (2019-03-04)", "close empty"],
    ["2019-03-04,5,7,4,6,", ":3:6: volume is empty (2019-03-04)", "volume empty"],
    ["2019-03-04,.,7,4,6,1", `:3:2: open "." is not a number (2019-03-04)`, "open not a number"],
    ["2019-03-04,5,7,4,6,1.2.3", `:3:6: volume "1.2.3" is not a number (2019-03-04)`, "volume not a number"],
    [`2019-03-04,"1,234",7,4,6,1`, `:3:2: open "1,234" is not a number (2019-03-04)`, "open not a number"],
    ["2019-03-04,5,7,4,6", ":3: it has 5 cells, not 6 as the header (2019-03-04)", "too few cells"],
    ["2019-03-04,5,7,4,6,1,", ":3: it has 7 cells, not 6 as the header (2019-03-04)", "too many cells"],
    ["2019-03-04", ":3: it has 1 cells, not 6 as the header (2019-03-04)", "too few cells"],
    [",5,7,4,6,1", ":3:1: its time is empty", "time empty"],
    [
      "04.03.2019,5,7,4,6,1",
      `:3:1: "04.03.2019" is not a time as the rows above have it`,
      "time not readable",
    ],
    [`2019-03-04,"5,7,4,6,1`, ":3: its quotes don't pair up", "quotes that don't pair up"],
    [`2019-03-04,"5"x,7,4,6,1`, ":3: its quotes don't pair up", "quotes that don't pair up"],
  ];
  for (const [row, error, reason] of cases) {
    const content =
      `date,open,high,low,close,volume\n2019-03-01,10,12,9,11,100\n${row}\n2019-03-05,12,14,11,13,300\n2019-03-06,1,1,1,1,1\n`;
    assert.equal(errorOf(content), `prices.csv${error}. Use --on-bad-row skip to leave such rows out.`);
    const csv = read(content, { onBadRow: "skip" });
    assert.deepEqual([shown(csv.bars).length, csv.skipped], [3, { [reason]: 1 }], row);
  }
  assert.equal(
    errorOf("date,open,high,low,close\n2019-03-01,1,1,1,x\n2019-03-02,1,1,1,y\n", { onBadRow: "skip" }),
    "prices.csv: none of its rows is a sound bar (close not a number: 2).",
  );
});

Deno.test("a file that holds no bars is refused in words", () => {
  const cases: [content: string | Uint8Array, error: string][] = [
    ["", "prices.csv: it is empty."],
    ["\n\n  \n", "prices.csv: it has nothing but blank lines."],
    ["date,open,high,low,close,volume\n", "prices.csv: it has a header but no rows below it."],
    ["date,open,high,low,close,volume", "prices.csv: it has a header but no rows below it."],
    [
      "until_date,price_factor\n2019-03-01,1\n",
      "prices.csv:1: its header has no column for time, open, high, low and close. It has until_date and price_factor; needed are a time (date, time, timestamp, …), open, high, low and close.",
    ],
    [
      "date,open,high,low,volume\n2019-03-01,1,1,1,1\n",
      "prices.csv:1: its header has no column for close. It has date, open, high, low and volume; needed are a time (date, time, timestamp, …), open, high, low and close.",
    ],
    ["date,open,high,low,close,Close\n", `prices.csv:1: its header has the column "close" twice.`],
    [`date,"open,high,low,close\n1,2,3,4,5\n`, "prices.csv:1: its header has a quote that isn't closed."],
    [
      "2019-03-01,10,12,9,11,100\n",
      "prices.csv:1: it has no header, so what its 6 columns hold is unknown. Put a line above, such as time,open,high,low,close,volume.",
    ],
    [
      "date,open,high,low,close\n2019-03-02,1,1,1,1\n2019-03-01,1,1,1,1\n",
      "prices.csv: its newest row stands first. Sort its rows by time, the oldest first.",
    ],
    [new Uint8Array([1, 2, 3, 0, 255]), "Cannot read prices.csv: it is binary, not a CSV file of bars."],
    [new Uint8Array([0x1f, 0x8b, 8, 0]), "Cannot read prices.csv: it is compressed (gzip): unpack it first."],
    [
      new Uint8Array([0x50, 0x4b, 3, 4]),
      "Cannot read prices.csv: it is a zip archive or a spreadsheet: unpack it, or save it as CSV, first.",
    ],
    [
      new Uint8Array([0xff, 0xfe, 100, 0]),
      "Cannot read prices.csv: it is text in UTF-16: save it as UTF-8 first.",
    ],
    ["x".repeat(600_000), "prices.csv:1: its first line is too long to be a header."],
    [
      `date,open,high,low,close\n2019-03-01,1,1,1,1\n2019-03-02,1,1,1,1\n${"1".repeat(1_200_000)}`,
      "prices.csv:4: a line of more than 524287 bytes is no row of bars.",
    ],
  ];
  for (const [content, error] of cases) assert.equal(errorOf(content), error);
  const folder = Deno.makeTempDirSync();
  try {
    assert.throws(
      () => readCsvBars(`${folder}/none.csv`),
      new LockstepError(`Cannot read ${folder}/none.csv: there is no such file.`),
    );
    assert.throws(
      () => readCsvBars(folder),
      new LockstepError(`Cannot read ${folder}: it is a folder, not a file.`),
    );
  } finally {
    Deno.removeSync(folder);
  }
});

Deno.test({
  name: "a file that one may not read is refused in words",
  permissions: { read: false },
  fn: () => {
    assert.throws(() => readCsvBars("/prices.csv"), {
      name: "LockstepError",
      message: /^Cannot read \/prices\.csv: this program was not given leave/,
    });
  },
});

Deno.test("adjusted prices are scaled by adjusted close over close", () => {
  const content =
    "Date,Open,High,Low,Close,Adj Close,Volume\n2019-03-01,10,12,8,10,5,100\n2019-03-04,3,3,3,3,0.1,200\n";
  const { bars } = read(content, { adjusted: true });
  assert.deepEqual(shown(bars), ["2019-03-01 5 6 4 5 100", "2019-03-04 0.1 0.1 0.1 0.1 200"]);
  assert.equal(barFault(bars, 1, bars.openTimeMs[0]), undefined);
  assert.equal(
    errorOf(`date,open,high,low,close,volume\n${DAYS}`, { adjusted: true }),
    "prices.csv: it has no column of adjusted closes (Adj Close), so its prices can't be adjusted. It has date, open, high, low, close, volume.",
  );
  const bad = content + "2019-03-05,1,1,1,1,-1,1\n";
  assert.equal(
    errorOf(bad, { adjusted: true }),
    "prices.csv:4: adjusted close -1 is not above zero (2019-03-05). Use --on-bad-row skip to leave such rows out.",
  );
  assert.equal(read(bad).bars.length, 3);
});

Deno.test("a range is kept from its first day up to, but not including, its end", () => {
  const content = `date,open,high,low,close,volume\n${DAYS}`;
  const day = (text: string) => Date.parse(text);
  assert.deepEqual(shown(read(content, { fromMs: day("2019-03-02"), toMs: day("2019-03-05") }).bars), [
    DAY_BARS[1],
  ]);
  assert.equal(
    errorOf(content, { fromMs: day("2030-01-01") }),
    "prices.csv: it has no bars from 2030-01-01: its rows run from 2019-03-01 to 2019-03-05.",
  );
  assert.match(
    errorOf(content, { toMs: day("2000-01-01") }),
    /it has no bars before 2000-01-01: its rows begin at 2019-03-01\.$/,
  );
  // A slip of the year out of the range isn't taken for the end, nor for a gap.
  const slip = content.replace("2019-03-04", "2091-03-04");
  assert.equal(
    errorOf(slip, { toMs: day("2020-01-01") }),
    "prices.csv:4: its time 2019-03-05 is before the bar above it, 2091-03-04. Use --on-bad-row skip to leave such rows out.",
  );
  // Behind the range nothing but the order is looked at, and soon not even that.
  const later = Array.from(
    { length: 40 },
    (_, i) => `${new Date(day("2021-01-01") + i * 86_400_000).toISOString().slice(0, 10)},x,,9,1,\n`,
  );
  assert.deepEqual(shown(read(content + later.join(""), { toMs: day("2020-01-01") }).bars), DAY_BARS);
});

Deno.test("numbers are read as Number reads them, whatever their digits", () => {
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  const cells = Array.from({ length: 3000 }, (_, i) => {
    const digits = Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * 10))
      .join("");
    const at = Math.floor(random() * (digits.length + 1));
    return [
      `1${digits}`,
      `${digits.slice(0, at)}.${digits.slice(at)}1`,
      `+${digits}.5`,
      `1${digits.slice(0, 6)}e-${i % 30}`,
      `1${digits}.`,
    ][i % 5];
  });
  const rows = cells.map((cell, i) => `${1_551_398_400 + i * 60},1,1,1,1,${cell}\n`);
  const { bars } = read(`time,open,high,low,close,volume\n${rows.join("")}`);
  assert.deepEqual([...bars.volume], cells.map(Number));
});

Deno.test("chunks and waiting change nothing, and the whole is read in bounded blocks", async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => {
    const time = new Date(1_551_398_400_000 + i * 60_000).toISOString();
    return i % 7 === 0
      ? `"${time}","${1 + i}.5",${2 + i},${i + 0.25}, ${i + 1} ,${i}\n`
      : `${time},${1 + i}.5,${2 + i},${i + 0.25},${i + 1},${i}\n`;
  });
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/long.csv`;
    Deno.writeTextFileSync(path, `time,open,high,low,close,volume\n${rows.join("")}`);
    const whole = shown(readCsvBars(path).readAll());
    assert.equal(whole.length, 30_000);
    assert.equal(whole[29_999], "2019-03-21T19:59:00Z 30000.5 30001 29999.25 30000 29999");
    const lengths: number[] = [], later: string[] = [];
    for await (const bars of readCsvBars(path, { chunkBars: 7001 })) {
      lengths.push(bars.length);
      later.push(...shown(bars));
    }
    assert.deepEqual(lengths, [7001, 7001, 7001, 7001, 1996]);
    assert.deepEqual(later, whole);
    for (const bars of readCsvBars(path)) {
      assert.equal(bars.length, 8192);
      break; // leaving early closes the file: the test would fail on an open one
    }
    const once = readCsvBars(path);
    once.readAll();
    assert.throws(() => once.readAll(), /can be gone through once/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a damaged file gives sound bars or an error in words, never anything else", () => {
  const good = `time,open,high,low,close,volume\n` +
    Array.from({ length: 12 }, (_, i) => `2019-03-01 10:${10 + i}:00,10.${i},12,"9.5",11.25,${i * 100}\n`)
      .join("");
  for (let seed = 0; seed < 1000; seed++) {
    const random = new Random(seed);
    const bytes = [...new TextEncoder().encode(good)];
    for (let damages = random.integer(1, 4); damages > 0; damages--) {
      const at = random.integer(0, bytes.length - 1);
      const byte = random.uniform() < 0.7
        ? `",;.-+e0123456789\n\r \tN`.charCodeAt(random.integer(0, 22))
        : random.integer(0, 255);
      bytes.splice(at, random.integer(0, 3), ...(random.uniform() < 0.5 ? [byte] : [byte, byte]));
    }
    for (const onBadRow of ["fail", "skip"] as const) {
      withFile(Uint8Array.from(bytes), (path) => {
        try {
          const bars = readCsvBars(path, { onBadRow, chunkBars: 5, timeZone: "America/New_York" }).readAll();
          for (let i = 0; i < bars.length; i++) {
            assert.equal(barFault(bars, i, i === 0 ? NaN : bars.openTimeMs[i - 1]), undefined);
          }
        } catch (error) {
          if (!(error instanceof LockstepError)) {
            throw new Error(`seed ${seed}, ${onBadRow}`, { cause: error });
          }
        }
      });
    }
  }
});

Deno.test("the symbol is the file's name up to its first underscore or dot", () => {
  const cases: [path: string, symbol: string][] = [
    ["aapl_1d_raw.csv", "AAPL"],
    ["/data/btc-usd.csv", "BTC-USD"],
    ["C:\\data\\spy.1m.csv", "SPY"],
    ["GOOG", "GOOG"],
    [".hidden.csv", ".HIDDEN"],
  ];
  for (const [path, symbol] of cases) assert.equal(symbolOfPath(path), symbol);
});

Deno.test({
  name: "files from elsewhere",
  fn: async (test) => {
    const folder = new URL("../../../shared/data/", import.meta.url);
    const expected: [
      file: string,
      symbol: string,
      timeframe: string,
      bars: number,
      first: string,
      last: string,
    ][] = [
      [
        "aapl_1d_raw.csv",
        "AAPL",
        "1d",
        5849,
        "1998-01-02 13.63 16.25 13.5 16.25 6315000",
        "2021-03-31 121.65 123.54 121.15 122.15 109019052",
      ],
      [
        "ibm_1d_raw.csv",
        "IBM",
        "1d",
        5849,
        "1998-01-02 104.5 105.75 104.06 105.75 2563200",
        "2021-03-31 134.54 134.71 132.71 133.26 4630365",
      ],
      [
        "bac_1d_raw.csv",
        "BAC",
        "1d",
        5849,
        "1998-01-02 73.25 73.94 72.06 73.63 919900",
        "2021-03-31 38.59 38.99 38.46 38.69 46658895",
      ],
      [
        "spy_1d_raw.csv",
        "SPY",
        "1d",
        5849,
        "1998-01-02 97.31 97.53 96.53 97.36 2150000",
        "2021-03-31 395.35 398 395.33 396.33 90673494",
      ],
      [
        "qqq_1d_raw.csv",
        "QQQ",
        "1d",
        3964,
        "1999-03-10 102.25 102.31 100.56 101.94 2632800",
        "2021-03-31 316.14 320.74 315.05 319.13 50120342",
      ],
      [
        "iwm_1d_raw.csv",
        "IWM",
        "1d",
        5244,
        "2000-05-26 91.06 91.44 90.06 91.44 39400",
        "2021-03-31 219.13 222.3999 218.01 220.94 31474630",
      ],
      [
        "aapl_1d_splits_dividends.csv",
        "AAPL",
        "1d",
        754,
        "2012-01-03 58.485714 58.92857 58.42857 58.747143 75555200",
        "2014-12-31 112.82 113.129997 110.209999 110.379997 41403400",
      ],
      [
        "goog_1d.csv",
        "GOOG",
        "1d",
        2148,
        "2004-08-19 100 104.06 95.96 100.34 22351900",
        "2013-03-01 797.8 807.14 796.15 806.19 2175400",
      ],
      [
        "index_1d_2006.csv",
        "INDEX",
        "1d",
        255,
        "2006-01-02 3578.73 3605.95 3578.73 3604.33 0",
        "2006-12-29 4130.12 4142.01 4119.94 4119.94 0",
      ],
      [
        "eurusd_1h.csv",
        "EURUSD",
        "1h",
        5000,
        "2017-04-19T09:00:00Z 1.0716 1.0722 1.07083 1.07219 1413",
        "2018-02-07T15:00:00Z 1.23427 1.23444 1.22904 1.22904 6143",
      ],
      [
        "btc_1m.csv",
        "BTC",
        "1m",
        13681,
        "2017-11-04T23:02:00Z 0.00162008 0.00162008 0.00162008 0.00162008 108.14853839",
        "2017-11-14T22:59:00Z 0.00270001 0.00270002 0.00270001 0.00270002 1.94577668",
      ],
      [
        "btcusd_1mo.csv",
        "BTCUSD",
        "1M",
        156,
        "2012-01-01 4.58 7.38 3.8 5.55 2012.25343589",
        "2024-12-01 96515 108364 92092 93381 25342.80228337",
      ],
      [
        "spy_1m_trades_2013-10.csv",
        "SPY",
        "1m",
        4128,
        "2013-10-07T08:00:00Z 167.41 167.41 167.25 167.27 3197",
        "2013-10-11T23:59:00Z 170.41 170.41 170.41 170.41 525",
      ],
    ];
    for (const [file, symbol, timeframe, count, first, last] of expected) {
      const path = new URL(file, folder).pathname;
      await test.step({
        name: file + whyIgnored(path, file),
        ignore: !isThere(path),
        fn: () => {
          const csv = readCsvBars(path);
          const lines = shown(csv.readAll());
          assert.deepEqual([csv.symbol, csv.timeframe.text, lines.length, lines[0], lines.at(-1)], [
            symbol,
            timeframe,
            count,
            first,
            last,
          ]);
        },
      });
    }
    for (
      const [file, error] of [["talib_reference_252.csv", /no column for time\. It has i, open/], [
        "spy_factors.csv",
        /It has until_date/,
      ], ["spy_1m_quotes_2013-10.csv", /no column for open, high, low and close/]] as const
    ) {
      const path = new URL(file, folder).pathname;
      await test.step({
        name: `${file} has no bars` + whyIgnored(path, file),
        ignore: !isThere(path),
        fn: () => void assert.throws(() => readCsvBars(path), error),
      });
    }
  },
});

function whyIgnored(path: string, file: string): string {
  return isThere(path)
    ? ""
    : ` (ignored: ../shared/data/${file} is absent; put the market data beside the repository to run it)`;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
