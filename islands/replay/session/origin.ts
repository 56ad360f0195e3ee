import { effect } from "@preact/signals";
import type { ReplaySession } from "./session.ts";

const FOLLOW_MS = 250;

/**
 * Lets the run that a fork came from go as far as the fork goes, so that both can be compared up to the same bar. It is taken forward only
 * when the fork itself has moved on: whoever goes back in the other run, on its own page, is left there. Returns how to stop.
 */
export function keepInStep(origin: ReplaySession, fork: ReplaySession): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let followedStep = 0;
  const catchUp = () => {
    timer = undefined;
    const mine = origin.tick.peek()?.place, wanted = fork.tick.peek()?.place.step ?? 0;
    if (mine === undefined || mine.isPlaying) return;
    if (mine.step < wanted && wanted > followedStep) origin.seek(wanted);
    followedStep = wanted;
  };
  const end = effect(() => {
    const isThere = origin.tick.value !== undefined;
    if ((fork.tick.value?.place.step ?? 0) !== followedStep && isThere) {
      timer ??= setTimeout(catchUp, FOLLOW_MS);
    }
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}
