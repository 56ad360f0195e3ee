import { z } from "zod";
import { fixedQuantity } from "../../actors/sizers/fixed_quantity.ts";
import { trailingStop } from "../../actors/risk/trailing_stop.ts";
import type { Decision } from "../../engine/decision.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

/** A strategy that gives orders of every type, with and without exits, at prices around the last: for the laws, not for money. */
export default strategy({
  name: "every_order",
  version: "1.0.0",
  params: z.object({}),
  build: () =>
    pipeline().onBar((window): Decision | undefined => {
      const close = window.close(), turn = window.bars % 12;
      const away = (percent: number) => close * (1 + percent / 100);
      switch (turn) {
        case 0:
          return { direction: 1, quantity: 1, stopLossPrice: away(-0.2), takeProfitPrice: away(0.3) };
        case 2:
          return { direction: -1, quantity: 2, type: "limit", limitPrice: away(0.1), timeInForce: "day" };
        case 4:
          return { direction: 1, quantity: 1, type: "stop", stopPrice: away(0.1), stopLossPrice: away(-0.3) };
        case 6:
          return {
            direction: -1,
            quantity: 1,
            type: "stop_limit",
            stopPrice: away(-0.1),
            limitPrice: away(-0.2),
          };
        case 8:
          return {
            direction: 1,
            quantity: 2,
            type: "limit",
            limitPrice: away(-0.1),
            takeProfitPrice: away(0.4),
          };
        case 11:
          return { direction: 0 };
      }
      return undefined;
    }).sizer(fixedQuantity(1)).risk(trailingStop(0.5)),
});
