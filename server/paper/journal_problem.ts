import { LockstepError } from "../../engine/error.ts";
import { JournalDamage } from "../../engine/live/journal_store.ts";
import { RequestProblem } from "../lockstep.ts";

/** Does something with a journal. @throws RequestProblem (409) that says what is wrong with it. */
export function ofJournal<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw isOfJournal(error) ? refused(error.message) : error;
  }
}

/** Whether it says something to people: of a journal, or of what it holds. */
export function isOfJournal(error: unknown): error is LockstepError | JournalDamage {
  return error instanceof LockstepError || error instanceof JournalDamage;
}

/** It can't be done as things stand. */
export function refused(message: string): RequestProblem {
  return new RequestProblem(409, "Not as things stand", [{ message }]);
}
