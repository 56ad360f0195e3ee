/** What a window of values is like. One export each; see ../mod.ts. */
export { highest } from "./highest.ts";
export { lowest } from "./lowest.ts";
export { standardDeviation } from "./standard_deviation.ts";
