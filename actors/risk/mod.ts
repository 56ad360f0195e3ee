export { marginCall } from "./margin_call.ts";
export { maxDrawdownHalt } from "./max_drawdown_halt.ts";
export { maxExposure } from "./max_exposure.ts";
export { maxPosition } from "./max_position.ts";
export { stopLoss } from "./stop_loss.ts";
export { takeProfit } from "./take_profit.ts";
export { trailingStop } from "./trailing_stop.ts";
