/**
 * What a strategy file imports: everything a strategy is made from.
 *
 * @module
 */
export { pipeline } from "./engine/pipeline.ts";
export { strategy } from "./engine/strategy.ts";
export { indicator } from "./engine/indicator.ts";
export { Kernel } from "./engine/kernel.ts";
export { Stateful } from "./engine/stateful.ts";
export { SignalEvents, SignalKernel } from "./engine/signal.ts";
export { approve, Guard, refuse, resize, riskRule, Watch } from "./engine/risk.ts";
export { sizer } from "./engine/sizer.ts";
export * from "./actors/indicators/mod.ts";
export * from "./actors/signals/mod.ts";
export * from "./actors/sizers/mod.ts";
export * from "./actors/risk/mod.ts";
