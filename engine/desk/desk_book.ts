import type { Broker } from "../broker.ts";
import { FILL_ROW_WIDTH, ORDER_END_ROW_WIDTH, ORDER_ROW_WIDTH } from "../order.ts";
import type { Portfolio } from "../portfolio.ts";
import { Reasons } from "../reasons.ts";
import { RecordLog } from "../record_log.ts";
import type { DeskSettings } from "./desk_settings.ts";
import { Funnel } from "./funnel.ts";
import { Statements } from "./statements.ts";
import type { Lane } from "./lane.ts";

/** What the parts of a desk share: the instruments' lanes, where the desk stands in time, and what it has written down. */
export class DeskBook {
  declare readonly lanes: readonly Lane[];
  declare readonly broker: Broker;
  declare readonly portfolio: Portfolio;
  declare readonly settings: DeskSettings;
  readonly reasons = new Reasons();
  readonly funnel = new Funnel();
  /** Rows of the frame in hand. */
  readonly orders = new RecordLog(ORDER_ROW_WIDTH);
  readonly orderEnds = new RecordLog(ORDER_END_ROW_WIDTH);
  readonly fills = new RecordLog(FILL_ROW_WIDTH);
  /** What every part said, where somebody wants to know. */
  declare readonly statements: Statements | null;
  /** Equity at each step that has been marked to market, and 1 where something was held. */
  equity: Float64Array = new Float64Array(0);
  exposed: Uint8Array = new Uint8Array(0);
  /** By lane: units held × multiplier, what a price is worth to the account; how many of them aren't zero, and how many are below it. */
  declare readonly units: Float64Array;
  heldCount = 0;
  shortCount = 0;
  /** Whether trades come with the frame's bars. */
  hasTrades = false;
  /** Whether every lane has a bar at every step of the frame. */
  isAligned = false;
  /** Steps of the frame. In a field it is known to be a whole number; the length of a column is a float64 to V8. */
  steps = 0;
  /** The step in hand and its close time. */
  step = 0;
  nowMs = NaN;
  /** The step whose closes are known: one before the step in hand until its bars have been matched. */
  knownStep = -1;
  /** Name of the rule that has ended trading; empty while it goes on. */
  haltReason = "";
  /** Why nothing is decided on the frame in hand; empty where it is. And whether the last signal of that time is followed afterwards. */
  standsAsideFor = "";
  followsAfterwards = false;

  constructor(lanes: readonly Lane[], broker: Broker, portfolio: Portfolio, settings: DeskSettings) {
    this.statements = settings.keepsStatements ? new Statements() : null;
    this.lanes = lanes;
    this.units = new Float64Array(lanes.length);
    this.broker = broker;
    this.portfolio = portfolio;
    this.settings = settings;
  }

  /** Looks at what is held of an instrument, after a fill or a restore. */
  countHeld(lane: Lane): void {
    const i = lane.index, before = this.units[i], after = lane.position.quantity * lane.multiplier;
    this.units[i] = after;
    lane.side = after > 0 ? 1 : after < 0 ? -1 : 0;
    if (before !== 0) this.heldCount--;
    if (after !== 0) this.heldCount++;
    if (before < 0) this.shortCount--;
    if (after < 0) this.shortCount++;
  }

  /** Makes room for a frame and leaves the rows of the one before behind. */
  begin(steps: number): void {
    this.steps = steps;
    if (this.equity.length < steps) {
      this.equity = new Float64Array(steps);
      this.exposed = new Uint8Array(steps);
    }
    this.exposed.fill(0, 0, steps);
    this.isAligned = true;
    this.orders.clear();
    this.orderEnds.clear();
    this.fills.clear();
    this.portfolio.trades.clear();
    this.statements?.rows.clear();
  }

  /** Goes to a step whose closes are known up to, and including, `knownStep`. */
  enter(step: number, timeMs: number, knownStep: number): void {
    this.step = step;
    this.nowMs = timeMs;
    this.knownStep = knownStep;
    if (this.statements !== null) this.statements.step = step;
  }
}
