import { signal } from "@preact/signals";

/** Where a cursor points, and on which chart: shared by every chart of the page. */
export const cursor = signal<{ readonly timeMs: number; readonly from: "main" | "coarse" } | undefined>(
  undefined,
);
