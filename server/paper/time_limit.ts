import type { Clock } from "../../engine/live/outside.ts";
import { RequestProblem } from "../lockstep.ts";

/**
 * What comes within a time; what comes later is left alone. @throws RequestProblem (504) where nothing has come by then: `whose` says of whom,
 * such as "binance".
 */
export async function withinTime<Result>(
  clock: Clock,
  limitMs: number,
  whose: string,
  work: Promise<Result>,
): Promise<Result> {
  let cancel = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    cancel = clock.after(limitMs, () =>
      reject(
        new RequestProblem(504, "The exchange doesn't answer", [
          { message: `${whose} hasn't answered for ${limitMs / 1_000} seconds. Try again later.` },
        ]),
      ));
  });
  work.catch(() => {}); // nobody waits for it any more
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    cancel();
  }
}
