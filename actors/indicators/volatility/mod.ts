/** How far prices move. One export each; see ../mod.ts. */
export { atr } from "./atr.ts";
export { trueRange } from "./true_range.ts";
