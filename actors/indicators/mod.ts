/** Every indicator of the house, one export each: `Object.values` of this module is the catalogue. */
export { atr } from "./atr.ts";
export { bollinger } from "./bollinger.ts";
export { donchian } from "./donchian.ts";
export { ema } from "./ema.ts";
export { highest } from "./highest.ts";
export { lowest } from "./lowest.ts";
export { macd } from "./macd.ts";
export { rsi } from "./rsi.ts";
export { sma } from "./sma.ts";
export { standardDeviation } from "./standard_deviation.ts";
export { trueRange } from "./true_range.ts";
export { wma } from "./wma.ts";
