/** From one eighth of a cell to all of it. */
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * Values as a row of blocks, `width` columns at most, each the last value of its stretch; the lowest is the lowest block. Values that are all
 * the same stand at the bottom.
 */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0 || width < 1) return "";
  const columns = Math.min(width, values.length);
  const shown = Array.from(
    { length: columns },
    (_, k) => values[Math.ceil((k + 1) * values.length / columns) - 1],
  );
  const low = Math.min(...shown), high = Math.max(...shown), span = high - low;
  return shown.map((value) => BLOCKS[span > 0 ? Math.min(7, Math.floor(8 * (value - low) / span)) : 0]).join(
    "",
  );
}
