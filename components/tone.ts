/** Class of a figure that is good or bad news; its sign says the same. */
export function toneOf(value: number | undefined): "gain" | "loss" | "" {
  return value === undefined || !(value !== 0) ? "" : value > 0 ? "gain" : "loss";
}
