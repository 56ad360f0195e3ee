import type { SessionCommand } from "../engine/live/session_input.ts";
import type { Random } from "../engine/random.ts";
import type { FaultRequest } from "../exchange/fault.ts";

/** Something that goes wrong, or that a person does, in a simulated world. */
export type Misfortune =
  | { readonly kind: "crash"; readonly downMs: number }
  | { readonly kind: "cut"; readonly forMs: number; readonly breaksLines: boolean }
  | { readonly kind: "exchange"; readonly fault: FaultRequest }
  | { readonly kind: "slow_disk"; readonly fsyncMs: number; readonly forMs: number }
  | { readonly kind: "full_disk"; readonly forMs: number }
  | { readonly kind: "failing_disk"; readonly fsyncs: number }
  | { readonly kind: "clock"; readonly byMs: number; readonly forMs: number }
  | { readonly kind: "rival"; readonly aheadMs: number }
  | { readonly kind: "person"; readonly command: SessionCommand };

const SECOND = 1_000, MINUTE = 60_000;

/** What may go wrong next, drawn from the seed: small things are more often than large ones. */
export function drawMisfortune(random: Random): Misfortune {
  const chance = random.uniform();
  if (chance < 0.2) return { kind: "crash", downMs: spread(random, SECOND, 20 * MINUTE) };
  if (chance < 0.3) {
    return { kind: "cut", forMs: spread(random, SECOND, 10 * MINUTE), breaksLines: random.uniform() < 0.5 };
  }
  if (chance < 0.7) return { kind: "exchange", fault: drawFault(random) };
  if (chance < 0.75) {
    return {
      kind: "slow_disk",
      fsyncMs: spread(random, 50, 5_000),
      forMs: spread(random, MINUTE, 10 * MINUTE),
    };
  }
  if (chance < 0.8) return { kind: "full_disk", forMs: spread(random, SECOND, 20 * MINUTE) };
  if (chance < 0.83) return { kind: "failing_disk", fsyncs: random.integer(1, 4) };
  if (chance < 0.88) {
    const byMs = spread(random, SECOND, 5 * MINUTE) * (random.uniform() < 0.5 ? -1 : 1);
    return { kind: "clock", byMs, forMs: spread(random, MINUTE, 30 * MINUTE) };
  }
  if (chance < 0.93) {
    return { kind: "rival", aheadMs: random.uniform() < 0.5 ? 0 : spread(random, MINUTE, 120 * MINUTE) };
  }
  return { kind: "person", command: drawCommand(random) };
}

/** Of a span over several orders of magnitude: a second is as likely as a minute. */
function spread(random: Random, least: number, most: number): number {
  return Math.round(least * (most / least) ** random.uniform());
}

function drawCommand(random: Random): SessionCommand {
  const commands: readonly SessionCommand[] = [
    { action: "pause" },
    { action: "resume" },
    { action: "resume" },
    { action: "flatten" },
    { action: "cancel" },
    { action: "kill", flattens: random.uniform() < 0.5, reason: "a drill" },
    { action: "lift" },
    { action: "lift" },
  ];
  return commands[random.integer(0, commands.length - 1)];
}

function drawFault(random: Random): FaultRequest {
  const count = random.integer(1, 5),
    forMs = spread(random, SECOND, 5 * MINUTE),
    share = 0.1 + 0.9 * random.uniform();
  const codes = [1000, 1001, 1006, 1008, 1011] as const;
  const faults: readonly FaultRequest[] = [
    { kind: "drop", code: codes[random.integer(0, 4)], holdsSlotMs: random.integer(0, 20_000) },
    { kind: "refuse", forMs },
    { kind: "silence", count },
    { kind: "stall", forMs },
    { kind: "stall" },
    { kind: "shutdown", afterMs: random.integer(0, 20_000) },
    { kind: "ping_close", withinMs: random.integer(0, 1_000) },
    { kind: "delay", forMs, byMs: spread(random, 100, 20_000) },
    { kind: "reorder", forMs, share },
    { kind: "duplicate", forMs, share },
    { kind: "skip", count },
    { kind: "skip", forMs, share },
    { kind: "half_frame", count },
    { kind: "garbage", count },
    { kind: "huge", count, bytes: 100_000, of: random.uniform() < 0.5 ? "message" : "nonsense" },
    { kind: "unknown_type", count },
    { kind: "bad_price", count, price: [0, 1e12, -1][random.integer(0, 2)] },
    { kind: "time_backwards", count },
    { kind: "revise_bar", count },
    { kind: "late_bar", count },
    { kind: "empty_minutes", minutes: random.integer(1, 10) },
    { kind: "burst", trades: 500, overMs: 1_000 },
    { kind: "slow_consumer", messages: 50 },
    { kind: "message_rate", count: 1 },
    { kind: "error", count: 1, code: random.uniform() < 0.7 ? 406 : 500 },
    { kind: "rest_429", count, retryAfterS: random.integer(1, 20) },
    { kind: "rest_418", count: 1, retryAfterS: random.integer(10, 120) },
    { kind: "rest_500", count },
    { kind: "rest_silent", count },
    { kind: "rest_slow_loris", count },
    { kind: "rest_garbage", count },
    { kind: "rest_incomplete", count },
  ];
  return faults[random.integer(0, faults.length - 1)];
}
