import { z } from "zod";
import { donchian } from "../../actors/indicators/overlap/donchian.ts";
import { breakout } from "../../actors/signals/breakout.ts";
import { percentOfEquity } from "../../actors/sizers/percent_of_equity.ts";
import { pipeline } from "../../engine/pipeline.ts";
import { strategy } from "../../engine/strategy.ts";

export default strategy({
  name: "donchian_breakout",
  version: "1.0.0",
  title: "Donchian breakout",
  description:
    "Long when the close breaks the highest high, short (where allowed) when it breaks the lowest low.",
  source: "Donchian's 4-week rule; Faith, Way of the Turtle (2007)",
  params: z.object({ length: z.int().min(2).max(500).default(20) }),
  build: ({ length }) =>
    pipeline()
      .indicator("channel", donchian(length))
      .signal(breakout("channel.upper", "channel.lower"))
      .sizer(percentOfEquity(95)),
});
