/** Every indicator of the house, one export each: `Object.values` of this module is the catalogue. A folder a category. */
export * from "./momentum/mod.ts";
export * from "./overlap/mod.ts";
export * from "./statistics/mod.ts";
export * from "./volatility/mod.ts";
