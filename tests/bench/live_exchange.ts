/** A local exchange in a process of its own, for `bench:live`: JSON of what it trades as its argument, its address as its only line. */
import { Random } from "../../engine/random.ts";
import { LocalExchange } from "../../exchange/local_exchange.ts";
import { serveExchange } from "../../exchange/serve_exchange.ts";
import { realOutside } from "../../feeds/real_outside.ts";
import { EvenMarket, type Pace } from "./even_market.ts";

/** What it trades; times by the market's clock. */
export interface LiveExchangeRequest {
  readonly symbols: readonly string[];
  readonly paces: readonly Pace[];
  readonly startMs: number;
  readonly speed: number;
}

/** One that runs. */
export interface LiveExchange extends AsyncDisposable {
  readonly origin: string;
}

/** Starts one. */
export async function startLiveExchange(request: LiveExchangeRequest): Promise<LiveExchange> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-read",
      "--allow-net=127.0.0.1",
      "--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE",
      import.meta.filename!,
      JSON.stringify(request),
    ],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  return {
    origin: value.trim(),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await lines.cancel();
    },
  };
}

if (import.meta.main) {
  const { symbols, paces, startMs, speed }: LiveExchangeRequest = JSON.parse(Deno.args[0]);
  const exchange = new LocalExchange({
    clock: realOutside().clock,
    random: new Random(1),
    market: new EvenMarket(symbols, paces),
    startMs,
    speed,
    hasLimits: false,
  });
  const { origin } = await serveExchange(exchange, { port: 0, hostname: "127.0.0.1" });
  await Deno.stdout.write(new TextEncoder().encode(`${origin}\n`));
}
