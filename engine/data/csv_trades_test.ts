import assert from "node:assert/strict";
import { Timeframe } from "../timeframe.ts";
import { readCsvTrades } from "./csv_trades.ts";
import { barsOfTrades } from "./trade_bars.ts";

function read(text: string) {
  const file = Deno.makeTempFileSync({ suffix: ".csv" });
  Deno.writeTextFileSync(file, text);
  try {
    return readCsvTrades(file);
  } catch (error) {
    throw new Error((error as Error).message.replace(file, "FILE"));
  } finally {
    Deno.removeSync(file);
  }
}

Deno.test("trades are read from our files and from Binance's, and make bars", () => {
  const ours = read(
    "time,price,quantity,side\n2024-01-01T00:00:00.100Z,10,0.1,buy\n2024-01-01T00:00:00.100Z,12,0.2,sell\n" +
      "2024-01-01T00:02:59.999Z,9,1,\n",
  );
  assert.deepEqual([...ours.price], [10, 12, 9]);
  assert.deepEqual([...ours.takerSide], [1, -1, 0]);
  const bars = barsOfTrades(ours, Timeframe.parse("1m")), start = Date.UTC(2024, 0, 1);
  assert.deepEqual([...bars.openTimeMs], [start, start + 120_000]);
  assert.deepEqual([[...bars.open], [...bars.high], [...bars.low], [...bars.close]], [[10, 9], [12, 9], [
    10,
    9,
  ], [12, 9]]);
  assert.deepEqual([...bars.volume], [0.3, 1]); // not 0.30000000000000004
  const theirs = read(
    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n" +
      "1,42283.58,0.5,1,2,1704067200123,true\n2,42283.59,0.25,3,3,1704067200124,false\n",
  );
  assert.deepEqual([...theirs.timeMs], [1704067200123, 1704067200124]);
  assert.deepEqual([...theirs.takerSide], [-1, 1]);
});

Deno.test("what can't be read as trades is said with its place", () => {
  const cases: readonly [string, RegExp][] = [
    ["", /it is empty/],
    ["time,open,high\n1,2,3\n", /FILE:1: its first line has no column for price, quantity/],
    ["time,price,quantity\n", /it has no trades/],
    ["time,price,quantity\nyesterday,1,1\n", /FILE:2:1: "yesterday" is not a time/],
    ["time,price,quantity\n1704067200000,0,1\n", /FILE:2:2: price "0" is not a number above zero/],
    ["time,price,quantity\n1704067200000,1,\n", /FILE:2:3: quantity "" is not a number above zero/],
    [
      "time,price,quantity\n1704067201000,1,1\n1704067200000,1,1\n",
      /FILE:3:1: its time 2024-01-01 is before/,
    ],
    ['time,price,quantity\n1704067200000,"1,1\n', /FILE:2: its quotes don't pair up/],
  ];
  for (const [text, said] of cases) assert.throws(() => read(text), said, JSON.stringify(text));
});

Deno.test("a file larger than a block is read whole", () => {
  const rows = Array.from({ length: 100_000 }, (_, k) => `${1704067200000 + k},${100 + (k % 7)},1`);
  const trades = read(`time,price,quantity\n${rows.join("\n")}\n`);
  assert.equal(trades.price.length, 100_000);
  assert.equal(trades.timeMs.at(-1), 1704067200000 + 99_999);
});
