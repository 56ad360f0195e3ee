/**
 * Averages, bands and oscillators against what Jesse computes over its own candles, as its tests round it. The figures (jesse-ai/jesse,
 * MIT) are not part of the repository: jesse_indicators.json is looked for in ../shared/golden beside it, and tests without it are ignored.
 *
 * Left out, since Jesse computes something else under the name: adxr (an average of its own rather than Wilder's), dx (begun otherwise,
 * over 30 candles), frama (the window stops a bar early, weights no lower than 0.1), heikin_ashi_candles' open and high (from the last
 * plain candle rather than the last Heikin-Ashi one), ift_rsi (a square where the transform has an exponential), pfe (beyond ±100, which
 * it cannot be), sqwma and vpwma (the oldest value left out), trix (of logarithms, times 10,000) and srsi's d (k smoothed twice).
 */
import assert from "node:assert/strict";
import * as momentum from "../../actors/indicators/momentum/mod.ts";
import * as overlap from "../../actors/indicators/overlap/mod.ts";
import type { IndicatorSpec } from "../../engine/indicator.ts";

type Candle = [timestampMs: number, open: number, close: number, high: number, low: number, volume: number];

const golden = read();
const reason =
  " (ignored: ../shared/golden/jesse_indicators.json is absent; put the golden figures beside the repository to run it)";

/** Jesse's test, our indicator, the candles, and by output what Jesse says of the last one, with its decimals. */
const CASES: [jesse: string, spec: IndicatorSpec, candles: string, expected: Record<string, string>][] = [
  ["acosc", momentum.acceleratorOscillator(), "test_candles_19", { value: "-21.97" }],
  ["adx", momentum.adx(14), "test_candles_10", { value: "26" }],
  ["alma", overlap.alma(), "test_candles_19", { value: "179.17" }],
  ["ao", momentum.awesomeOscillator(), "test_candles_19", { value: "-46" }],
  ["aroon", momentum.aroon(14), "test_candles_19", { down: "100.00", up: "64.29" }],
  ["aroonosc", momentum.aroonOscillator(14), "test_candles_19", { value: "-35.71" }],
  ["cci", momentum.cci(14), "test_candles_19", { value: "-285.29" }],
  ["chande", overlap.chandelierExit(), "test_candles_19", { long: "213", short: "165" }],
  ["cksp", overlap.chandeKrollStop(), "test_candles_19", { long: "247.62", short: "127.89" }],
  ["cmo", momentum.cmo(9), "test_candles_19", { value: "-70" }],
  ["dema", overlap.dema(9), "test_candles_18", { value: "165" }],
  ["devstop", overlap.kaseDevStop({ length: 20, deviations: 0 }), "test_candles_19", { long: "248" }],
  ["dm", momentum.plusDm(14), "test_candles_19", { value: "36.78" }],
  ["dm", momentum.minusDm(14), "test_candles_19", { value: "154.1" }],
  ["donchian", overlap.donchian(20), "test_candles_19", { middle: "189.20" }],
  ["dti", momentum.directionalTrendIndex(), "test_candles_19", { value: "-32.60" }],
  ["eri", momentum.elderRay(), "test_candles_19", { bull: "-7.14", bear: "-101.49" }],
  ["fisher", momentum.fisherTransform(9), "test_candles_19", { fisher: "-1.77", signal: "-1.31" }],
  ["fwma", overlap.fwma(), "test_candles_19", { value: "161" }],
  ["ha", overlap.heikinAshi(), "test_candles_19", { close: "149.80", low: "101.20" }],
  ["hma", overlap.hma(5), "test_candles_19", { value: "134" }],
  ["hwma", overlap.hwma(), "test_candles_19", { value: "159.80" }],
  ["ichimoku_cloud", overlap.ichimoku(), "test_candles_15", {
    tenkan: "8861.590",
    kijun: "8861.590",
    senkouA: "8466.385",
    senkouB: "8217.450",
  }],
  ["jsa", overlap.jsa(), "test_candles_19", { value: "172.26" }],
  ["kama", overlap.kama(10), "test_candles_18", { value: "202" }],
  ["kdj", momentum.kdj(), "test_candles_19", { k: "13.3", d: "15.7", j: "8.6" }],
  ["kelner_channels", overlap.keltner(20, 20, 2), "test_candles_13", {
    upper: "145.0",
    middle: "139.7",
    lower: "134.4",
  }],
  ["lrsi", momentum.laguerreRsi(0.2), "test_candles_19", { value: "0.10" }],
  ["mab", overlap.movingAverageBands(), "test_candles_11", {
    upper: "142.8",
    middle: "140.0",
    lower: "130.1",
  }],
  ["macd", momentum.macd(), "test_candles_19", { macd: "-15.32", signal: "-4.10", histogram: "-11.22" }],
  ["mfi", momentum.mfi(9), "test_candles_19", { value: "31.2" }],
  ["midpoint", overlap.midpoint(14), "test_candles_19", { value: "176.4" }],
  ["mom", momentum.momentum(9), "test_candles_19", { value: "-116.09" }],
  ["nma", overlap.naturalMovingAverage(), "test_candles_19", { value: "185.39" }],
  ["ppo", momentum.ppo(), "test_candles_19", { value: "-7" }],
  ["qstick", momentum.qstick(5), "test_candles_19", { value: "-26" }],
  ["roc", momentum.roc(14), "test_candles_19", { value: "-52.67" }],
  ["rocp", momentum.rocp(14), "test_candles_19", { value: "-0.53" }],
  ["rocr100", momentum.rocr100(14), "test_candles_19", { value: "47.33" }],
  ["rsx", momentum.rsx(), "test_candles_19", { value: "27.81" }],
  ["sar", overlap.sar(), "test_candles_19", { value: "243.15" }],
  ["srsi", momentum.stochasticRsi(14, 14, 3), "test_candles_4", { d: "21.36" }],
  ["stc", momentum.schaffTrendCycle(), "test_candles_19", { value: "0.00" }],
  ["stochf", momentum.stochasticFast(5, 3), "test_candles_19", { k: "4.87", d: "13.50" }],
  ["supertrend", overlap.supertrend(10, 3), "test_candles_19", { line: "228.45" }],
  ["swma", overlap.trima(5), "test_candles_19", { value: "189.35" }],
  ["tema", overlap.tema(9), "test_candles_17", { value: "213.20" }],
  ["trima", overlap.trima(9), "test_candles_19", { value: "211" }],
  ["tsi", momentum.tsi(), "test_candles_19", { value: "-20.5" }],
  ["ultosc", momentum.ultimateOscillator(), "test_candles_19", { value: "31.37" }],
  ["vi", momentum.vortex(), "test_candles_19", { plus: "0.66", minus: "1.13" }],
  ["vidya", overlap.vidya(), "test_candles_16", { value: "200.84" }],
  ["vwma", overlap.vwma(20), "test_candles_16", { value: "195.86" }],
  ["wilders", overlap.rma(5), "test_candles_19", { value: "192.11" }],
  ["wma", overlap.wma(9), "test_candles_19", { value: "189.13" }],
  ["wt", momentum.waveTrend(9, 12, 3), "wavetrend_candles", { wave: "-27.25", signal: "-15.51" }],
  ["ttm_squeeze", momentum.ttmSqueeze(20, 2, 2), "test_candles_19", { squeeze: "0" }],
];

const PLACE = { open: 1, close: 2, high: 3, low: 4, volume: 5 } as const;

for (const [jesse, { definition, params }, name, expected] of CASES) {
  Deno.test({
    name: `Jesse ${jesse} is our ${definition.name}` + (golden === undefined ? reason : ""),
    ignore: golden === undefined,
    fn() {
      const candles = golden![name];
      const inputs = definition.inputs.map((input) =>
        jesse === "lrsi"
          ? Float64Array.from(candles, (candle) => (candle[PLACE.high] + candle[PLACE.low]) / 2)
          : Float64Array.from(
            candles,
            (candle) => candle[PLACE[input === "source" ? "close" : input as "open"]],
          )
      );
      const outputs = definition.outputs.map(() => new Float64Array(candles.length));
      definition.kernel(params).run(inputs, outputs, 0, candles.length);
      for (const [output, figure] of Object.entries(expected)) {
        const decimals = figure.split(".")[1]?.length ?? 0,
          actual = outputs[definition.outputs.indexOf(output)].at(-1)!;
        assert.ok(
          Math.abs(actual - Number(figure)) <= 0.5000001 * 10 ** -decimals,
          `${output}: ${actual}, Jesse has ${figure}`,
        );
      }
    },
  });
}

Deno.test({
  name: "Jesse supertrend turns where ours does" + (golden === undefined ? reason : ""),
  ignore: golden === undefined,
  fn() {
    const candles = golden!.test_candles_19, { definition, params } = overlap.supertrend(10, 3);
    const column = (place: number) => Float64Array.from(candles, (candle) => candle[place]);
    const outputs = [new Float64Array(candles.length), new Float64Array(candles.length)];
    definition.kernel(params).run([column(3), column(4), column(2)], outputs, 0, candles.length);
    const hasTurned = (at: number) => outputs[1].at(at) !== outputs[1].at(at - 1);
    assert.deepEqual([hasTurned(-16), hasTurned(-1)], [true, false]);
  },
});

function read(): Record<string, Candle[]> | undefined {
  try {
    const url = new URL("../../../shared/golden/jesse_indicators.json", import.meta.url);
    return JSON.parse(Deno.readTextFileSync(url)).candles;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
