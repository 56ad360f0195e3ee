import type { Outside } from "../engine/live/outside.ts";

/** Shorter ones are no secrets (a demo's "key"), and stand in too many words. */
const KEY_CHARS_FEWEST = 6;

/**
 * The outside, whose answers can't give keys away: wherever one comes back to us, in a message, a reason, an answer or an error's text, it is
 * blotted out before anything reads it. So none can get into a log, whatever an exchange or a proxy repeats.
 */
export function withoutKeys(outside: Outside, keys: readonly string[]): Outside {
  const secrets = keys.filter((key) => key.length >= KEY_CHARS_FEWEST);
  if (secrets.length === 0) return outside;
  const blot = (text: string) => secrets.reduce((blotted, key) => blotted.replaceAll(key, "…"), text);
  const { clock, network } = outside;
  return {
    clock,
    network: {
      connect: (url, headers, events) =>
        network.connect(url, headers, {
          opened: () => events.opened(),
          message: (text) => events.message(blot(text)),
          closed: (code, reason) => events.closed(code, blot(reason)),
        }),
      get: (url, options, done) =>
        network.get(
          url,
          options,
          ({ status, headers, text }) =>
            done({
              status,
              headers: Object.fromEntries(
                Object.entries(headers).map(([name, value]) => [name, blot(value)]),
              ),
              text: blot(text),
            }),
        ),
    },
  };
}
