import { z } from "zod";
import { breakout, donchian, percentOfEquity, pipeline, strategy } from "../../mod.ts";

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
