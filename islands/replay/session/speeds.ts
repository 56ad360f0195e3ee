/** Bars a second: as it was asked for, or as fast as it goes. */
export type Speed = number | "max";

/** Speeds that can be chosen, from slow to fast. */
export const SPEEDS: readonly Speed[] = [1, 4, 16, 64, 256, 1_000, 10_000, "max"];

/** The next faster (`by` = 1) or slower (−1) of {@link SPEEDS}; the ends stay. A speed that isn't in the list goes to its neighbour. */
export function neighbourSpeed(speed: Speed, by: 1 | -1): Speed {
  const value = amount(speed);
  const further = SPEEDS.filter((each) => by > 0 ? amount(each) > value : amount(each) < value);
  return (by > 0 ? further[0] : further.at(-1)) ?? speed;
}

/** "64×", "10k×", "max": bars a second, short enough for a button. */
export function speedText(speed: Speed): string {
  return speed === "max" ? "max" : `${speed >= 1_000 ? `${speed / 1_000}k` : speed}×`;
}

/** Reads what {@link SPEEDS} and addresses write; undefined for what is no speed. */
export function parseSpeed(text: string): Speed | undefined {
  if (text === "max") return "max";
  const value = Number(text);
  return value > 0 && value <= 1e9 ? value : undefined;
}

function amount(speed: Speed): number {
  return speed === "max" ? Infinity : speed;
}
