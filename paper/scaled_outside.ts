import type { Clock, Outside } from "../engine/live/outside.ts";

/**
 * The outside with another wall clock, for an exchange whose time runs faster: it says `marketNowMs` now (UTC epoch milliseconds) and goes on
 * `speed` times as fast. Timers and the steady clock stay as they are: sockets and requests take as long as ever.
 */
export function scaledOutside({ clock, network }: Outside, speed: number, marketNowMs: number): Outside {
  const startSteadyMs = clock.steadyMs();
  const scaled: Clock = {
    nowMs: () => marketNowMs + (clock.steadyMs() - startSteadyMs) * speed,
    steadyMs: () => clock.steadyMs(),
    after: (delayMs, call) => clock.after(delayMs, call),
  };
  return { clock: scaled, network };
}
