import { z } from "@hono/zod-openapi";
import { BAR_FIELDS } from "../../../engine/bars.ts";
import type { DataSet } from "../../../server/data/data_set.ts";
import { aggregateBars } from "../../../server/data/aggregated_bars.ts";
import { barsBetween, barsOf } from "../../../server/data/shared_columns.ts";
import { ProblemError } from "../../../server/http/problem.ts";

/** Most points that a curve or a chart is given at once. */
export const POINTS_MAX = 10_000;

const timeMs = (what: string) =>
  z.coerce.number().optional().openapi({ type: "number", description: `${what}; UTC epoch milliseconds` });

/** How many points there may be. */
export const pointsQuery = z.coerce.number().int().min(1).max(POINTS_MAX).default(1_000)
  .openapi({
    type: "integer",
    minimum: 1,
    maximum: POINTS_MAX,
    default: 1_000,
    description: "At most so many points; neighbours are put together to fit",
  });

/** Which bars, and how finely. */
export const barsQuery = z.object({
  instrument: z.string().optional().openapi({ description: "Symbol; the first instrument by default" }),
  fromMs: timeMs("Bars that open at or after this"),
  toMs: timeMs("Bars that open before this"),
  points: pointsQuery,
});

const column = z.array(z.number());

/** Bars of one instrument as columns of one length. */
export const barsSchema = z.object({
  instrument: z.string(),
  timeframe: z.string().openapi({ description: "Span of a stored bar" }),
  barsPerPoint: z.int().openapi({
    description: "Stored bars that a point stands for; the last may stand for fewer",
  }),
  openTimeMs: column,
  closeTimeMs: column,
  open: column,
  high: column,
  low: column,
  close: column,
  volume: column,
}).openapi("Bars");

/** Bars of a data set as they were asked for. @throws ProblemError where it has no such instrument. */
export async function barsAnswer(
  dataSet: DataSet,
  { instrument, fromMs, toMs, points }: z.output<typeof barsQuery>,
): Promise<z.output<typeof barsSchema>> {
  const { symbols } = dataSet.summary;
  const index = instrument === undefined ? 0 : symbols.indexOf(instrument);
  if (index < 0) {
    const message = `There is no instrument "${instrument}" in it. There ${
      symbols.length === 1 ? "is" : "are"
    } ${symbols.join(", ")}.`;
    throw new ProblemError("malformed", message, { errors: [{ field: "instrument", message }] });
  }
  const { columns, timeframe } = await dataSet.bars();
  const { bars, barsPerPoint } = aggregateBars(barsBetween(barsOf(columns[index]), fromMs, toMs), points);
  const values = Object.fromEntries(BAR_FIELDS.map((field) => [field, Array.from(bars[field])]));
  return { instrument: symbols[index], timeframe, barsPerPoint, ...values } as z.output<typeof barsSchema>;
}
