import { normalCdf, normalQuantile } from "./normal_distribution.ts";

/**
 * A Sharpe ratio a period (not a year) and the returns it was measured on; `kurtosis` in excess of the normal distribution's 3.
 */
export interface MeasuredSharpe {
  readonly sharpe: number;
  readonly count: number;
  readonly skew: number;
  readonly kurtosis: number;
}

/** Euler's constant γ. */
const EULER_GAMMA = 0.5772156649015329;

/**
 * Variance of the estimate times (n − 1): 1 − γ₃·SR + (γ₄ − 1)/4·SR², after E. Mertens (2002). Not above zero for returns so skewed
 * that the estimate has none.
 */
function spread({ sharpe, skew, kurtosis }: MeasuredSharpe): number {
  return 1 - skew * sharpe + (kurtosis + 2) / 4 * sharpe ** 2;
}

/** Standard error of the ratio; NaN where it has none. */
export function sharpeError(measured: MeasuredSharpe): number {
  return Math.sqrt(spread(measured) / (measured.count - 1));
}

/**
 * Chance that the true ratio is above `reference`: the probabilistic Sharpe ratio (D. H. Bailey and M. López de Prado, "The Sharpe Ratio
 * Efficient Frontier", Journal of Risk 15, 2012).
 */
export function probabilisticSharpe(measured: MeasuredSharpe, reference = 0): number {
  return normalCdf((measured.sharpe - reference) / sharpeError(measured));
}

/**
 * The best ratio to be expected of so many trials without any skill, `variance` being that of their ratios a period: the False Strategy
 * theorem (Bailey and López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40, 2014).
 */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (trials <= 1) return 0;
  return Math.sqrt(variance) * ((1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) +
    EULER_GAMMA * normalQuantile(1 - 1 / (trials * Math.E)));
}

/** Chance that the true ratio is above what the best of so many trials would have shown without skill (the same paper). */
export function deflatedSharpe(measured: MeasuredSharpe, trials: number, variance: number): number {
  return probabilisticSharpe(measured, expectedBestSharpe(trials, variance));
}

/**
 * Periods after which a ratio like this one is above `reference` with this much confidence: 1 + (1 − γ₃·SR + (γ₄ − 1)/4·SR²)·(z / (SR −
 * SR*))² (the paper of 2012). NaN where the ratio isn't above it.
 */
export function minimumTrackRecord(measured: MeasuredSharpe, confidence: number, reference = 0): number {
  if (!(measured.sharpe > reference)) return NaN;
  return 1 + spread(measured) * (normalQuantile(confidence) / (measured.sharpe - reference)) ** 2;
}
