import { formatCloseDate, formatCount, formatDateTime } from "../../../tasks/number_format.ts";
import { isIntraday } from "../../page/value_text.ts";
import type { ReplayDescription, ReplayPlace } from "../../../server/replay_messages.ts";

/** The day of a bar, or its minute where bars are shorter than a day: "2016-02-11", "2016-02-11 14:30". */
export function barTimeText(closeTimeMs: number, timeframe: string): string {
  return isIntraday(timeframe) ? formatDateTime(closeTimeMs) : formatCloseDate(closeTimeMs);
}

/** "2016-02-11, bar 688 of 1,258"; before the first bar "before the first of 1,258 bars". */
export function placeText({ step, timeMs }: ReplayPlace, { steps, timeframe }: ReplayDescription): string {
  return step === 0
    ? `before the first of ${formatCount(steps)} bars`
    : `${barTimeText(timeMs, timeframe)}, bar ${formatCount(step)} of ${formatCount(steps)}`;
}
