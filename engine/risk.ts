import type { Instrument } from "./instrument.ts";
import type { z } from "zod";
import { paramsFrom } from "./params.ts";
import { Stateful } from "./stateful.ts";

/** What a rule is asked about: the part of an order that opens or enlarges a position. One object, reused. */
export interface Intent {
  readonly instrument: Instrument;
  readonly instrumentIndex: number;
  /** +1 buys, −1 sells. */
  readonly direction: number;
  /** Units that would be added, above zero. */
  readonly quantity: number;
  readonly price: number;
  /** quantity × price × multiplier. */
  readonly notional: number;
}

/** What a rule may know. */
export interface DeskView {
  readonly timeMs: number;
  readonly equity: number;
  readonly cash: number;
  /** Sum of |position| × price × multiplier over all instruments, orders under way included. */
  readonly grossNotional: number;
  /** Units of an instrument, orders under way included, negative when short. */
  quantity(instrumentIndex: number): number;
}

/** A rule's answer. A verdict without a reason for what it takes away is an error, so nothing is refused in silence. */
export type Verdict =
  | { readonly kind: "approve" }
  | { readonly kind: "resize"; readonly quantity: number; readonly reason: string }
  | { readonly kind: "refuse"; readonly reason: string };

const APPROVED: Verdict = { kind: "approve" };

/** Lets the intent pass as it is. */
export function approve(): Verdict {
  return APPROVED;
}

/** Lets the intent pass for fewer units. */
export function resize(quantity: number, reason: string): Verdict {
  return { kind: "resize", quantity, reason };
}

/** Stops the intent. The reason is counted in the funnel: keep figures out of it, so that equal reasons add up. */
export function refuse(reason: string): Verdict {
  return { kind: "refuse", reason };
}

/**
 * Watches one instrument's position and names the price at which it must be left. The level for a bar follows from bars before it
 * alone. `scan` is what lets the desk jump: it says on which bar the level would be touched, without stepping there.
 */
export abstract class Guard extends Stateful {
  /** "stop": left when the price gets worse than the level; "target": left when it gets better. */
  abstract readonly kind: "stop" | "target";

  /** The level for the coming bar; NaN while there is none. */
  abstract get level(): number;

  /** A position was opened, enlarged or turned: `entryPrice` is its mean. */
  abstract arm(direction: number, entryPrice: number): void;

  abstract disarm(): void;

  /**
   * Passes over the bars from…to−1 that don't touch the level and returns the first that does, or `to`. On return the state is
   * as of before that bar.
   */
  abstract scan(high: Float64Array, low: Float64Array, close: Float64Array, from: number, to: number): number;

  /**
   * Passes over bars of which only the lowest and the highest price are known, where that is enough to say that none of them touches the
   * level; else answers false, changes nothing, and is asked to scan them. What a guard can say here it needn't look at bar by bar.
   */
  passSpan(_lowest: number, _highest: number): boolean {
    return false;
  }

  /** Passes over one bar that has been looked at already. */
  abstract pass(high: number, low: number, close: number): void;
}

/** Watches the account's equity and calls a halt: everything is closed and every later intent refused. */
export abstract class Watch extends Stateful {
  /** Where a halt closes what is held: at the next bars' opens, or (presets only) at this bar's close, what is owed then written off. */
  readonly closesAt: "next_open" | "close" = "next_open";

  /** Passes over equity[from…to−1] and returns the first step at which it calls a halt, or `to`; the state includes that step. */
  abstract scan(equity: Float64Array, from: number, to: number): number;
}

/**
 * A risk rule does one or more of three things: review what would add to a position, guard a position, watch the account.
 * Exits are never reviewed: no rule can lock a trader in.
 */
export interface RiskRule {
  readonly name: string;
  /** In words: "trailing stop 10 %". */
  readonly title: string;
  review?(intent: Intent, desk: DeskView): Verdict;
  /** Called once an instrument. */
  guard?(): Guard;
  watch?(): Watch;
}

/** Everything there is to know of a risk rule: its catalogue entry. */
export interface RiskRuleDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** snake_case; the reason under which its exits and halts are counted. */
  readonly name: string;
  readonly params: Params;
  /** In words: "trailing stop 10 %". */
  title(params: z.output<Params>): string;
  review?(intent: Intent, desk: DeskView, params: z.output<Params>): Verdict;
  guard?(params: z.output<Params>): Guard;
  watch?(params: z.output<Params>): Watch;
}

/** Makes rules of one kind: `trailingStop(10)`, `trailingStop({ percent: 10 })`. */
export interface RiskRuleFactory<Params extends z.ZodObject = z.ZodObject> {
  (...values: number[]): RiskRule;
  (params: z.input<Params>): RiskRule;
  readonly definition: RiskRuleDefinition<Params>;
}

/**
 * Defines a risk rule. The result is called with its parameters, in the order of the schema or by name.
 * @throws LockstepError when called with parameters that its schema refuses, naming the parameter.
 */
export function riskRule<Params extends z.ZodObject>(
  definition: RiskRuleDefinition<Params>,
): RiskRuleFactory<Params> {
  const { name, review, guard, watch } = definition;
  const make = (...values: (number | Record<string, unknown>)[]): RiskRule => {
    const params = paramsFrom(name, definition.params, values);
    return {
      name,
      title: definition.title(params),
      ...review && { review: (intent: Intent, desk: DeskView) => review(intent, desk, params) },
      ...guard && { guard: () => guard(params) },
      ...watch && { watch: () => watch(params) },
    };
  };
  return Object.assign(make, { definition });
}
