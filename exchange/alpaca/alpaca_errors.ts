/** Errors of the stream by code: https://docs.alpaca.markets/docs/streaming-market-data, "Errors". */
export const ALPACA_ERRORS: Readonly<Record<number, string>> = {
  400: "invalid syntax",
  401: "not authenticated",
  402: "auth failed",
  403: "already authenticated",
  404: "auth timeout",
  405: "symbol limit exceeded",
  406: "connection limit exceeded",
  407: "slow client",
  408: "v2 not enabled",
  409: "insufficient subscription",
  500: "internal error",
};

/** The message that says so. */
export function alpacaError(code: number): string {
  return `[{"T":"error","code":${code},"msg":"${ALPACA_ERRORS[code]}"}]`;
}
