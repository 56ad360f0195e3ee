/** Prices made of prices. One export each; see ../mod.ts. */
export { averagePrice } from "./average_price.ts";
export { camarillaPivots } from "./camarilla_pivots.ts";
export { demarkPivots } from "./demark_pivots.ts";
export { fibonacciPivots } from "./fibonacci_pivots.ts";
export { medianPrice } from "./median_price.ts";
export { pivotPoints } from "./pivot_points.ts";
export { typicalPrice } from "./typical_price.ts";
export { weightedClose } from "./weighted_close.ts";
export { woodiePivots } from "./woodie_pivots.ts";
