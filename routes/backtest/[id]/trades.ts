import { askTrades, tradeQueryOf } from "../../../components/run/trade_query.ts";
import type { PageContext } from "../../../components/page/page_context.ts";

/** `/backtest/ID/trades`: a page of a run's trades as JSON, for the table that asks for another order without loading the page. */
export default async function trades(c: PageContext) {
  const record = await c.env.lockstep.record(c.req.param("id") ?? "");
  if (record === undefined) return c.json({ title: "There is no such run, or it has no record." }, 404);
  return c.json(askTrades(record.trades, tradeQueryOf(new URL(c.req.url).searchParams)));
}
