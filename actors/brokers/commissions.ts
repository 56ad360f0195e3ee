import type { Commission } from "../../engine/broker.ts";

// Classes rather than functions made anew for each run: a method is the same function in every run, so that it can be compiled into the
// fill that asks for it.

class LinearCommission implements Commission {
  declare readonly name: string;
  declare private readonly fixed: number;
  declare private readonly rate: number;
  declare private readonly perUnit: number;
  declare private readonly minimum: number;

  constructor(name: string, fixed: number, feeBps: number, perUnit: number, minimum: number) {
    this.name = name;
    this.fixed = fixed;
    this.rate = feeBps / 10_000;
    this.perUnit = perUnit;
    this.minimum = minimum;
  }

  fee(quantity: number, price: number, multiplier: number): number {
    const fee = this.fixed + quantity * price * multiplier * this.rate + quantity * this.perUnit;
    return fee < this.minimum ? this.minimum : fee;
  }
}

/** Basis points of notional on every fill: 5 is 0.05 %. */
export function percentCommission(feeBps: number): Commission {
  return new LinearCommission(`${feeBps} bps`, 0, feeBps, 0, 0);
}

/** An amount of currency for every unit filled, at least `minimum` a fill. */
export function perShareCommission(feePerShare: number, minimum = 0): Commission {
  return new LinearCommission(`${feePerShare} a share`, 0, 0, feePerShare, minimum);
}

/** An amount of currency for every fill, and basis points of notional on top. */
export function fixedPlusPercentCommission(fixed: number, feeBps: number): Commission {
  return new LinearCommission(`${fixed} + ${feeBps} bps`, fixed, feeBps, 0, 0);
}

/** Both at once: basis points of notional and an amount a unit. */
export function commission(feeBps: number, feePerShare: number): Commission {
  const parts = [feeBps > 0 ? `${feeBps} bps` : "", feePerShare > 0 ? `${feePerShare} a share` : ""];
  return new LinearCommission(parts.filter(Boolean).join(" + ") || "none", 0, feeBps, feePerShare, 0);
}
