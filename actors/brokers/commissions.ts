import type { Commission } from "../../engine/broker.ts";

/** Basis points of notional on every fill: 5 is 0.05 %. */
export function percentCommission(feeBps: number): Commission {
  const rate = feeBps / 10_000;
  return {
    name: `${feeBps} bps`,
    fee: (quantity, price, multiplier) => quantity * price * multiplier * rate,
  };
}

/** An amount of currency for every unit filled, at least `minimum` an order. */
export function perShareCommission(feePerShare: number, minimum = 0): Commission {
  return { name: `${feePerShare} a share`, fee: (quantity) => Math.max(minimum, quantity * feePerShare) };
}

/** An amount of currency for every order filled, and basis points of notional on top. */
export function fixedPlusPercentCommission(fixed: number, feeBps: number): Commission {
  const rate = feeBps / 10_000;
  return {
    name: `${fixed} + ${feeBps} bps`,
    fee: (quantity, price, multiplier) => fixed + quantity * price * multiplier * rate,
  };
}

/** Both at once: basis points of notional and an amount a unit. */
export function commission(feeBps: number, feePerShare: number): Commission {
  if (feePerShare === 0) return percentCommission(feeBps);
  if (feeBps === 0) return perShareCommission(feePerShare);
  const rate = feeBps / 10_000;
  return {
    name: `${feeBps} bps + ${feePerShare} a share`,
    fee: (quantity, price, multiplier) => quantity * (price * multiplier * rate + feePerShare),
  };
}
