export { fixedNotional } from "./fixed_notional.ts";
export { fixedQuantity } from "./fixed_quantity.ts";
export { percentOfEquity } from "./percent_of_equity.ts";
