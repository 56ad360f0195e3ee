/** A position that is taken over at a price: profit counts from there, and so do the levels that rules guard. */
export interface TakenPosition {
  readonly instrumentIndex: number;
  /** Negative when short; not 0. */
  readonly quantity: number;
  readonly price: number;
}

/** The reason of its order and its fill. */
export const TAKEN_OVER = "taken over";
