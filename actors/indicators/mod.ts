/** Every indicator of the house, one export each: `Object.values` of this module is the catalogue. A folder a category. */
export * from "./candlesticks/mod.ts";
export * from "./cycle/mod.ts";
export * from "./momentum/mod.ts";
export * from "./overlap/mod.ts";
export * from "./price/mod.ts";
export * from "./statistics/mod.ts";
export * from "./volatility/mod.ts";
export * from "./volume/mod.ts";
