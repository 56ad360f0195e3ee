/**
 * An error that is meant for a person: what was wrong, where, and what to do about it, in one sentence or two.
 * Tasks print its message alone (no stack) and exit with code 1; the API answers 4xx with it. Anything else that
 * is thrown is a defect and keeps its stack.
 */
export class LockstepError extends Error {
  override readonly name = "LockstepError";
}
