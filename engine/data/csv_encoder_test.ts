import assert from "node:assert/strict";
import { BAR_FIELDS, Bars } from "../bars.ts";
import { Random } from "../random.ts";
import { readCsvBars } from "./csv_bars.ts";
import { CsvEncoder } from "./csv_encoder.ts";
import { syntheticBars } from "./synthetic_bars.ts";

Deno.test("numbers are written as short as they can be and read back as they were", () => {
  const random = new Random(3);
  const numbers = [
    0,
    0.01,
    0.1,
    1,
    9,
    10,
    99.99,
    100,
    1e9,
    1e9 - 1,
    1e9 + 0.01,
    123456789.12,
    1e15,
    2 ** 53,
    1e21,
    1e300,
    1e-7,
    0.001,
    1 / 3,
    0.1 + 0.2,
  ];
  for (let i = 0; i < 5000; i++) {
    numbers.push(random.uniform() * 10 ** random.integer(-8, 18), random.integer(0, 2 ** 32 - 1) / 100);
  }
  const bars = Bars.allocate(numbers.length);
  bars.volume.set(numbers);
  const written = new TextDecoder().decode(new CsvEncoder().encode(bars)).trim().split("\n").map((line) =>
    line.split(",")[5]
  );
  assert.deepEqual(written.map(Number), numbers);
  assert.deepEqual(written.slice(0, 12), numbers.slice(0, 12).map(String));
  assert.equal(new CsvEncoder().encode(Bars.NONE).length, 0);
});

Deno.test("bars that were written are read back to the bit", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/synthetic.csv`;
    const encoder = new CsvEncoder();
    const bars = [...syntheticBars(5000, { seed: 5, tickSize: 1e-5, startPrice: 1.2 }, 1000)];
    Deno.writeTextFileSync(path, CsvEncoder.HEADER);
    for (const chunk of bars) Deno.writeFileSync(path, encoder.encode(chunk), { append: true });
    const csv = readCsvBars(path), expected = Bars.concat(bars), actual = csv.readAll();
    assert.deepEqual([csv.symbol, csv.timeframe.text], ["SYNTHETIC", "1m"]);
    for (const field of BAR_FIELDS) assert.deepEqual(actual[field], expected[field], field);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
