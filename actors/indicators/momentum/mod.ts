/** How fast prices move, and which way. One export each; see ../mod.ts. */
export { macd } from "./macd.ts";
export { rsi } from "./rsi.ts";
