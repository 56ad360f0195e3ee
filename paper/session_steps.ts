import { LockstepError } from "../engine/error.ts";
import type { Frame } from "../engine/frame.ts";
import type { AsideSteps, TimedCommand } from "../engine/held_run.ts";
import type { JournalStore } from "../engine/live/journal_store.ts";
import { recover } from "../engine/live/recovery.ts";
import type { SessionCore, SessionPhase } from "../engine/live/session_core.ts";
import type { SessionConfig } from "../engine/live/session_input.ts";
import type { TakenPosition } from "../engine/taken_position.ts";
import { loadStrategy } from "../strategies/load_strategy.ts";
import { sessionConfigOf } from "./open_session.ts";
import { OutcomeFingerprint } from "./outcome_fingerprint.ts";
import { MarketTaken, type SessionMarket } from "./session_market.ts";
import { sessionCoreOf } from "./session_core_of.ts";

/** Steps on which a session decided nothing, and by whom that was caused. */
export interface SessionAside extends AsideSteps {
  readonly by: "hand" | "feed" | "failure";
}

/** Positions with which a session began, once so many steps were settled. */
export interface SessionTakeOver {
  readonly afterStep: number;
  readonly atMs: number;
  readonly positions: readonly TakenPosition[];
}

/** A session as a run over stored bars has it: its steps, and at which of them what was asked of it. */
export interface SessionSteps {
  readonly config: SessionConfig;
  /** Inputs that led to them. */
  readonly inputs: number;
  readonly steps: number;
  /** Close of the last. */
  readonly timeMs: number;
  /** Those before trading began. */
  readonly warmupSteps: number;
  /** What it saw, warm-up included. */
  readonly market: SessionMarket;
  readonly commands: readonly TimedCommand[];
  readonly asides: readonly SessionAside[];
  /** The step on which its strategy failed for good. */
  readonly failedAtStep?: number;
  readonly takenOver?: SessionTakeOver;
  readonly isStopped: boolean;
  /** Of all that it did: see {@link OutcomeFingerprint}. */
  readonly outcome: string;
}

/**
 * Replays a session's journal and tells its steps.
 * @throws LockstepError where there is no such session, it has had no bar to trade on yet, or its journal leads to something else now than it
 * did then; JournalDamage where it can't be read.
 */
export async function sessionSteps(store: JournalStore, sessionId: string): Promise<SessionSteps> {
  const config = sessionConfigOf(store, sessionId);
  const strategy = await loadStrategy(config.strategy);
  const market = new MarketTaken(config);
  const asked = new FramesTaken(config.tradeFromMs), outcome = new OutcomeFingerprint();
  let made: SessionCore;
  const makeCore = sessionCoreOf(config, strategy, (settled) => {
    asked.next(settled.frame, made.phase);
    outcome.next(settled);
  });
  const { core, nextSequence, differences } = recover(store, sessionId, () => made = makeCore(), {
    fromBeginning: true,
    onInput(_, input) {
      if (input.kind === "bars") market.take(input);
    },
  });
  if (differences.length > 0) {
    throw new LockstepError(
      `The session ${sessionId} did something else when it was live than its journal leads to now: ${
        differences[0]
      }.`,
    );
  }
  const { warmupSteps, commands, asides, failedAtStep, takenOver } = asked;
  if (warmupSteps === core.steps) {
    throw new LockstepError(`The session ${sessionId} has had no bar to trade on yet.`);
  }
  return {
    config,
    inputs: nextSequence,
    steps: core.steps,
    timeMs: core.timeMs,
    warmupSteps,
    market: market.taken,
    commands,
    asides,
    failedAtStep,
    takenOver,
    isStopped: core.phase === "stopped",
    outcome: outcome.toString(),
  };
}

/** What a session's frames tell beside their bars. */
class FramesTaken {
  readonly #tradeFromMs: number;
  readonly commands: TimedCommand[] = [];
  readonly asides: SessionAside[] = [];
  warmupSteps = 0;
  failedAtStep: number | undefined;
  takenOver: SessionTakeOver | undefined;

  constructor(tradeFromMs: number) {
    this.#tradeFromMs = tradeFromMs;
  }

  /** Takes a frame that was settled in a phase. */
  next(frame: Frame, phase: SessionPhase): void {
    const { firstStep, timeMs, commands = [] } = frame, afterStep = firstStep + timeMs.length;
    for (const each of timeMs) if (each < this.#tradeFromMs) this.warmupSteps++;
    if (phase === "failed" && timeMs.length > 0) this.failedAtStep ??= firstStep;
    this.#standAside(frame, phase);
    for (const command of commands) {
      if (command.kind === "takeOver") {
        const atMs = timeMs.at(-1) ?? frame.commandsAtMs!;
        this.takenOver = { afterStep, atMs, positions: command.positions };
        // Before the first bar nothing works that could be cancelled.
      } else if (afterStep > 0) this.commands.push({ afterStep, command });
    }
  }

  #standAside({ firstStep, timeMs, standAside }: Frame, phase: SessionPhase): void {
    if (standAside === undefined) return;
    const { reason, then } = standAside, toStep = firstStep + timeMs.length, last = this.asides.at(-1);
    if (last?.toStep === firstStep && last.standAside.reason === reason && last.standAside.then === then) {
      this.asides[this.asides.length - 1] = { ...last, toStep };
    } else {
      const by = phase === "failed" ? "failure" : phase === "running" ? "feed" : "hand";
      this.asides.push({ fromStep: firstStep, toStep, standAside: { reason, then }, by });
    }
  }
}
