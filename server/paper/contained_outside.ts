import type { Outside } from "../../engine/live/outside.ts";

/**
 * The outside, whose calls can't take the process along: what a session throws out of a timer, a message or an answer is a defect of ours, and
 * `failed` is told of it; the other sessions of the server go on.
 */
export function containedOutside({ clock, network }: Outside, failed: (error: unknown) => void): Outside {
  const contain = <Args extends unknown[]>(call: (...args: Args) => void) => (...args: Args) => {
    try {
      call(...args);
    } catch (error) {
      failed(error);
    }
  };
  return {
    clock: {
      nowMs: () => clock.nowMs(),
      steadyMs: () => clock.steadyMs(),
      after: (delayMs, call) => clock.after(delayMs, contain(call)),
    },
    network: {
      connect: (url, headers, { opened, message, closed }) =>
        network.connect(url, headers, {
          opened: contain(opened),
          message: contain(message),
          closed: contain(closed),
        }),
      get: (url, options, done) => network.get(url, options, contain(done)),
    },
  };
}
