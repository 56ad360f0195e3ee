/** Round values to be written on an axis from `low` to `high`, about `count` of them, in order. */
export function axisSteps(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [];
  const rough = (high - low) / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((each) => each >= rough)!;
  const steps: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) steps.push(k * step);
  return steps;
}

const DAY_S = 86_400;

/** A time on an axis with what is written there. */
export interface TimeStep {
  readonly timeS: number;
  readonly label: string;
}

/** Beginnings of years, months, days or hours between two times, at most `count` of them. */
export function timeSteps(fromS: number, toS: number, count: number): TimeStep[] {
  const years = (toS - fromS) / (365.25 * DAY_S);
  if (years > 2) return calendarSteps(fromS, toS, 12 * Math.ceil(years / count), 4);
  if (years > 0.2) {
    return calendarSteps(
      fromS,
      toS,
      [1, 2, 3, 6].find((n) => years * 12 / n <= count) ?? 6,
      7,
    );
  }
  const hours = (toS - fromS) / 3600;
  const step = [1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720].find((n) => hours / n <= count) ?? 720;
  const steps: TimeStep[] = [];
  for (let timeS = Math.ceil(fromS / (step * 3600)) * step * 3600; timeS <= toS; timeS += step * 3600) {
    const text = new Date(timeS * 1000).toISOString();
    steps.push({ timeS, label: step < 24 ? text.slice(11, 16) : text.slice(5, 10) });
  }
  return steps;
}

function calendarSteps(fromS: number, toS: number, months: number, letters: number): TimeStep[] {
  const first = new Date(fromS * 1000);
  const steps: TimeStep[] = [];
  for (let month = Math.ceil(first.getUTCMonth() / months) * months;; month += months) {
    const timeS = Date.UTC(first.getUTCFullYear(), month) / 1000;
    if (timeS > toS) return steps;
    if (timeS >= fromS) steps.push({ timeS, label: new Date(timeS * 1000).toISOString().slice(0, letters) });
  }
}
