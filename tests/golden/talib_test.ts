/**
 * TA-Lib's own figures against ours, at 1e-9 relative, first bar with a value included. The figures are not part of the
 * repository: talib.json (TA-Lib's regression series, BSD-3-Clause) and talib_python.json (TA-Lib/ta-lib-python
 * tests/test_func.py, BSD-2-Clause) are looked for in ../shared/golden beside the repository, and tests without them are ignored.
 */
import assert from "node:assert/strict";
import * as indicators from "../../actors/indicators/mod.ts";
import type { IndicatorSpec } from "../../engine/indicator.ts";

type Series = Record<"open" | "high" | "low" | "close" | "volume", number[]>;
type TalibFile = {
  series: Series;
  full_precision: Record<string, { begIdx: number; n: number; values: number[] }>;
};
type PythonCase = {
  fn: string;
  in: (number | "NaN")[];
  out: (number | "NaN")[];
  params: Record<string, number | string>;
};

const { adxr, aroon, atr, bollinger, cci, cmo, dema, dx, ema, kama, lowest, macd, mavp, mfi } = indicators;
const { minusDi, momentum, rsi, sar, sma, stochastic, stochasticFast, stochasticRsi, trima } = indicators;
const { adosc, linearRegression, obv, timeSeriesForecast, trix, trueRange, williamsR, wma } = indicators;

/** What of TA-Lib's full-precision table is ours, by its key there. */
const TALIB_FUNCTIONS: [key: string, spec: IndicatorSpec, output: string][] = [
  ["SMA(close,30)", sma(30), "value"],
  ["EMA(close,10) SMA-seeded", ema(10), "value"],
  ["WMA(close,30)", wma(30), "value"],
  ["DEMA(close,14)", dema(14), "value"],
  ["TRIMA(close,10)", trima(10), "value"],
  ["KAMA(close,10)", kama(10), "value"],
  ["CMO(close,14)", cmo(14), "value"],
  ["MINUS_DI(14)", minusDi(14), "value"],
  ["DX(14)", dx(14), "value"],
  ["ADXR(14)", adxr(14), "value"],
  ["CCI(14)", cci(14), "value"],
  ["WILLR(14)", williamsR(14), "value"],
  ["STOCH_slowK(5,3,3)", stochastic(5, 3, 3), "k"],
  ["STOCHF_fastK(5,3)", stochasticFast(5, 3), "k"],
  ["STOCHF_fastD(5,3)", stochasticFast(5, 3), "d"],
  ["STOCHRSI_fastD(14,14,3)", stochasticRsi(14, 14, 3), "d"],
  ["MFI(14)", mfi(14), "value"],
  ["SAR(0.02,0.2)", sar(0.02, 0.2), "value"],
  ["AROON_down(14)", aroon(14), "down"],
  ["TRIX(5)", trix(5), "value"],
  ["MOM(14)", momentum(14), "value"],
  ["OBV", obv(), "value"],
  ["ADOSC(3,10)", adosc(3, 10), "value"],
  ["LINEARREG(14)", linearRegression(14), "value"],
  ["TSF(14)", timeSeriesForecast(14), "value"],
  ["RSI(close,14)", rsi(14), "value"],
  ["MACD_signal(12,26,9)", macd(12, 26, 9), "signal"],
  ["MACD_hist(12,26,9)", macd(12, 26, 9), "histogram"],
  ["BBANDS_middle(20,2,2,SMA)", bollinger(20, 2), "middle"],
  ["BBANDS_lower(20,2,2,SMA)", bollinger(20, 2), "lower"],
  ["TRANGE", trueRange(), "value"],
  ["ATR(14)", atr(14), "value"],
];

const talib = readGolden<TalibFile>("talib.json");
for (const [key, spec, output] of TALIB_FUNCTIONS) {
  goldenTest(`TA-Lib ${key}`, "talib.json", talib === undefined, () => {
    const { series, full_precision: { [key]: expected } } = talib!;
    const actual = compute(spec, series, output);
    assert.equal(actual.findIndex((x) => !Number.isNaN(x)), expected.begIdx, "first bar with a value");
    assert.equal(actual.length - expected.begIdx, expected.n, "number of values");
    expected.values.forEach((x, i) => assertClose(actual[expected.begIdx + i], x, expected.begIdx + i));
  });
}

/** Cases that say something of ours: the variants "metastock" (another seed) do not; "unstable" leaves out more leading values. */
const python = readGolden<{ cases: PythonCase[] }>("talib_python.json");
const pythonIndicators: Record<string, (length: number) => IndicatorSpec> = {
  EMA: ema,
  RSI: rsi,
  MOM: momentum,
  MIN: lowest,
};
for (const [fn, make] of Object.entries(pythonIndicators)) {
  goldenTest(`ta-lib-python ${fn}`, "talib_python.json", python === undefined, () => {
    const cases = python!.cases.filter((each) => each.fn === fn && each.params.compat === undefined);
    assert.ok(cases.length > 0, `talib_python.json holds no case of ${fn}`);
    for (const { in: source, out, params } of cases) {
      const actual = compute(make(Number(params.timeperiod)), { close: source.map(Number) }, "value");
      assert.equal(actual.length, out.length);
      out.map(Number).forEach((x, i) => {
        const isLeftOut = params.unstable !== undefined && Number.isNaN(x);
        if (!isLeftOut) assertClose(actual[i], x, i);
      });
    }
  });
}

type PythonColumns = PythonCase & { in_high: number[]; in_low: (number | "NaN")[]; periods: number[] };
const pythonCase = (fn: string) => python!.cases.find((each) => each.fn === fn) as PythonColumns;

goldenTest("ta-lib-python MAVP", "talib_python.json", python === undefined, () => {
  const { in: source, periods, out } = pythonCase("MAVP");
  const { definition } = mavp(2, 4), values = new Float64Array(out.length);
  definition.kernel({ shortest: 2, longest: 4 }).run(
    [Float64Array.from(source, Number), Float64Array.from(periods)],
    [values],
    0,
    out.length,
  );
  out.map(Number).forEach((x, i) => assertClose(values[i], x, i));
});

goldenTest("ta-lib-python AROON, lows missing at first", "talib_python.json", python === undefined, () => {
  const { in_high: high, in_low: low } = pythonCase("AROON");
  const columns = { high, low: low.map(Number) };
  const expected = [NaN, NaN, NaN, NaN, 0, 0, 0, 0, 0, 0];
  compute(aroon(2), columns, "down").forEach((x, i) => assertClose(x, expected[i], i));
  compute(aroon(2), columns, "up").forEach((x, i) => assertClose(x, expected[i] === 0 ? 100 : NaN, i));
});

/** One output of an indicator over whole columns. */
function compute(
  { definition, params }: IndicatorSpec,
  columns: Partial<Series>,
  output: string,
): Float64Array {
  const inputs = definition.inputs.map((input) => {
    const column = columns[(input === "source" ? "close" : input) as keyof Series];
    assert.ok(column, `the golden file has no column ${input}`);
    return Float64Array.from(column);
  });
  const outputs = definition.outputs.map(() => new Float64Array(inputs[0].length));
  definition.kernel(params).run(inputs, outputs, 0, inputs[0].length);
  return outputs[definition.outputs.indexOf(output)];
}

function assertClose(actual: number, expected: number, barIndex: number): void {
  const isClose = Number.isNaN(expected)
    ? Number.isNaN(actual)
    : Math.abs(actual - expected) <= 1e-9 * Math.abs(expected);
  assert.ok(isClose, `bar ${barIndex}: ${actual}, TA-Lib has ${expected}`);
}

function readGolden<T>(fileName: string): T | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL(`../../../shared/golden/${fileName}`, import.meta.url)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function goldenTest(name: string, fileName: string, isAbsent: boolean, fn: () => void): void {
  const reason =
    ` (ignored: ../shared/golden/${fileName} is absent; put the golden figures beside the repository to run it)`;
  Deno.test({ name: isAbsent ? name + reason : name, ignore: isAbsent, fn });
}
