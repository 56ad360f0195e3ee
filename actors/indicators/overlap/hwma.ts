import { z } from "zod";
import { indicator } from "../../../engine/indicator.ts";
import { Kernel } from "../../../engine/kernel.ts";

/**
 * Holt-Winters moving average, without seasons: level F = (1 − a)·(F' + V' + A' / 2) + a·x, speed V = (1 − b)·(V' + A') + b·(F − F'),
 * acceleration A = (1 − c)·A' + c·(V − V'), where ' is the value before; the average is F + V + A / 2. It begins with the first value
 * as level and no speed.
 * Column: units of the source; a value from the first one on.
 */
export const hwma = indicator({
  name: "hwma",
  title: "Holt-Winters moving average",
  category: "overlap",
  scale: "source",
  reference:
    "Charles Holt, Forecasting Seasonals and Trends by Exponentially Weighted Moving Averages, 1957; Jesse, hwma",
  params: z.object({
    level: z.number().min(0).max(1).default(0.2),
    speed: z.number().min(0).max(1).default(0.1),
    acceleration: z.number().min(0).max(1).default(0.1),
  }),
  inputs: ["source"],
  outputs: ["value"],
  warmupBars: () => 0,
  kernel: ({ level, speed, acceleration }) => new HwmaKernel(level, speed, acceleration),
});

const LEVEL = 0, SPEED = 1, ACCELERATION = 2;

class HwmaKernel extends Kernel {
  readonly #levelK: number;
  readonly #speedK: number;
  readonly #accelerationK: number;

  constructor(level: number, speed: number, acceleration: number) {
    super(3);
    this.#levelK = level;
    this.#speedK = speed;
    this.#accelerationK = acceleration;
    this.state[LEVEL] = NaN;
  }

  override run(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
  ): void {
    const source = inputs[0], target = outputs[0], { state } = this;
    const levelK = this.#levelK, speedK = this.#speedK, accelerationK = this.#accelerationK;
    let level = state[LEVEL], speed = state[SPEED], acceleration = state[ACCELERATION];
    for (let i = from; i < to; i++) {
      const x = source[i];
      if (x !== x) {
        target[i] = NaN;
        continue;
      }
      if (level !== level) level = x;
      const forecast = level + speed + acceleration / 2, newLevel = forecast + levelK * (x - forecast);
      const newSpeed = (1 - speedK) * (speed + acceleration) + speedK * (newLevel - level);
      acceleration = (1 - accelerationK) * acceleration + accelerationK * (newSpeed - speed);
      level = newLevel;
      speed = newSpeed;
      target[i] = level + speed + acceleration / 2;
    }
    state[LEVEL] = level;
    state[SPEED] = speed;
    state[ACCELERATION] = acceleration;
  }
}
