/** Averages and bands: drawn over what they read. One export each; see ../mod.ts. */
export { bollinger } from "./bollinger.ts";
export { donchian } from "./donchian.ts";
export { ema } from "./ema.ts";
export { sma } from "./sma.ts";
export { wma } from "./wma.ts";
