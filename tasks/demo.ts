import { backtest } from "./backtest.ts";
import { command } from "./command.ts";

/** `deno task demo`: the backtest that the README shows. */
export const demo = command({
  name: "demo",
  summary: "Backtests EMA crossover on daily bars of AAPL, 2013 to 2018, and prints the tear sheet.",
  flags: {},
  run: (_, terminals) =>
    backtest.execute(["--strategy", "ema_crossover", "--data", "samples/aapl_1d.csv"], terminals),
});

if (import.meta.main) await demo.main();
