import type { Definition } from "./arrays.ts";

/** Indicators of this category by name, written out from their formulas. */
export const cycle: Readonly<Record<string, Definition>> = {};
