import type { Observable } from "rxjs";
import { type Snapshot, through } from "./actor.ts";
import type { Bars } from "./bars.ts";
import type { BrokerFactory } from "./broker.ts";
import { Desk, type PriceLevel } from "./desk/desk.ts";
import type { DeskSettings } from "./desk/desk_settings.ts";
import { LockstepError } from "./error.ts";
import type { Frame, Universe } from "./frame.ts";
import { IndicatorActor } from "./indicator_actor.ts";
import type { Settled, Signalled } from "./messages.ts";
import { isOfStrategy, partFailureWithin } from "./part_failure.ts";
import type { Plan } from "./pipeline.ts";
import type { PortfolioFactory } from "./portfolio.ts";
import type { Reasons } from "./reasons.ts";
import type { FunnelCounts, OpenPosition } from "./result.ts";
import { SignalActor } from "./signal_actor.ts";

/** What a run is made of, beside the plan. */
export interface RunParts {
  readonly universe: Universe;
  readonly plan: Plan;
  readonly initialCash: number;
  readonly broker: BrokerFactory;
  readonly portfolio: PortfolioFactory;
  readonly settings: DeskSettings;
}

/**
 * The actors of one run, wired: the same for a replay of history and for a live feed. What goes in is frames, what comes out is the
 * same frames with all that was computed, decided and done in them.
 */
export class Run {
  readonly universe: Universe;
  readonly plan: Plan;
  readonly #indicators: IndicatorActor;
  readonly #signal: SignalActor;
  readonly #desk: Desk;

  constructor({ universe, plan, initialCash, broker, portfolio, settings }: RunParts) {
    this.universe = universe;
    this.plan = plan;
    this.#indicators = new IndicatorActor(plan, universe);
    this.#signal = new SignalActor(plan, universe);
    this.#desk = new Desk({
      universe,
      columns: plan.columns,
      signal: plan.signal,
      sizer: plan.sizer,
      rules: plan.rules,
      broker: (plan.broker ?? broker)(universe),
      portfolio: (plan.portfolio ?? portfolio)(universe, initialCash),
      settings,
    });
  }

  /** Puts the pipeline behind a feed. */
  through(feed: Observable<Frame>): Observable<Settled> {
    return feed.pipe(
      through(this.#indicators),
      through(this.#signal),
      through({ receive: (message: Signalled) => this.#settle(message) }),
    );
  }

  /** One frame, without a feed around it. */
  receive(frame: Frame): Settled {
    return this.#settle(this.#signal.receive(this.#indicators.receive(frame)));
  }

  /** A rule's guards and watches run over stretches, so what they throw is placed no nearer than the frame. */
  #settle(message: Signalled): Settled {
    try {
      return this.#desk.receive(message);
    } catch (error) {
      if (error instanceof LockstepError || !isOfStrategy(error)) throw error;
      const { timeMs } = message.frame;
      const names = this.plan.rules.filter(({ guard, watch }) => guard ?? watch).map(({ name }) =>
        `"${name}"`
      );
      const part = names.length === 1
        ? `The risk rule ${names[0]}`
        : `One of the risk rules ${names.join(", ")}`;
      throw partFailureWithin(part, timeMs[0], timeMs[timeMs.length - 1], error);
    }
  }

  /** Name of the rule that has ended trading; empty while it goes on. */
  get haltReason(): string {
    return this.#desk.haltReason;
  }

  get funnel(): FunnelCounts {
    return this.#desk.funnelCounts;
  }

  /** What is held, valued at the last close; between frames. */
  get openPositions(): OpenPosition[] {
    return this.#desk.openPositions;
  }

  /** Cash of the account; between frames. */
  get cash(): number {
    return this.#desk.cash;
  }

  /** Whether a market order works on an instrument; between frames. */
  hasMarketOrder(instrumentIndex: number): boolean {
    return this.#desk.hasMarketOrder(instrumentIndex);
  }

  /** Whether an order or a guard of an instrument waits for a price; between frames. */
  waitsForPrices(instrumentIndex: number): boolean {
    return this.#desk.waitsForPrices(instrumentIndex);
  }

  /** Prices at which something would happen: orders that work, and levels that rules guard; between frames. */
  get levels(): PriceLevel[] {
    return this.#desk.levels;
  }

  /** Takes over the account of another run that stands at the same step; see {@link Desk.inherit}. */
  inherit([, , desk]: readonly Snapshot[], since: (instrumentIndex: number, fromBar: number) => Bars): void {
    this.#desk.inherit(desk, since);
  }

  /** Takes over the account of another run, whose strategy is of no more use: what is held, what works, what was counted. */
  takeOver(account: Snapshot): void {
    this.#desk.restore(account);
  }

  /** The account as it stands, to be taken over; JSON. */
  accountSnapshot(): Snapshot {
    return this.#desk.snapshot();
  }

  get reasons(): Reasons {
    return this.#desk.reasons;
  }

  /** The state of every actor; JSON. */
  snapshot(): Snapshot[] {
    return [this.#indicators.snapshot(), this.#signal.snapshot(), this.#desk.snapshot()];
  }

  restore([indicators, signal, desk]: readonly Snapshot[]): void {
    this.#indicators.restore(indicators);
    this.#signal.restore(signal);
    this.#desk.restore(desk);
  }
}
