import { z } from "zod";
import { riskRule, Watch } from "../../engine/risk.ts";

/**
 * Ends trading once equity is zero or below at a bar's close: everything is closed at that close, what the account owes beyond its money
 * is written off, and every later signal is refused. Without it a leveraged account may go on with a debt.
 * Kind on two counts: nobody sells at the close that ruined him, and brokers call long before zero.
 */
export const marginCall = riskRule({
  name: "margin_call",
  params: z.object({}),
  title: () => "closed out at an equity of zero",
  watch: () => new RuinWatch(),
});

class RuinWatch extends Watch {
  override readonly closesAt = "close";

  constructor() {
    super(0);
  }

  override scan(equity: Float64Array, from: number, to: number): number {
    let step = from;
    while (step < to && equity[step] > 0) step++;
    return step;
  }
}
