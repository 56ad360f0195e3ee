import { z } from "zod";
import { CashAccount } from "../../actors/portfolio/cash_account.ts";
import { crossover, ema, percentOfEquity, pipeline, strategy } from "../../mod.ts";

/** Planted: an account that pays every fee twice. */
class GenerousAccount extends CashAccount {
  override applyFill(fill: Parameters<CashAccount["applyFill"]>[0]): void {
    super.applyFill(fill);
    this.cash -= fill.fee;
  }
}

export default strategy({
  name: "planted_double_fee",
  version: "1.0.0",
  params: z.object({}),
  build: () =>
    pipeline()
      .indicator("fast", ema(3)).indicator("slow", ema(8))
      .signal(crossover("fast", "slow"))
      .sizer(percentOfEquity(95))
      .portfolio((universe, initialCash) => new GenerousAccount(universe, initialCash)),
});
