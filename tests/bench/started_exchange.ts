import type { Pace } from "./even_market.ts";

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
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-read",
      "--allow-net=127.0.0.1",
      "--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE",
      new URL("live_exchange.ts", import.meta.url).href,
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
