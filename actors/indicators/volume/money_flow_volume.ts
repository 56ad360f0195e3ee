/**
 * The volume of a bar with the sign and the weight of where it closed: volume · ((close − low) − (high − close)) / (high − low), all of
 * it at the high, none in the middle, all with a minus at the low; 0 where the bar has no range (Marc Chaikin; as TA_AD has it).
 */
export function moneyFlowVolume(high: number, low: number, close: number, volume: number): number {
  const range = high - low;
  return range > 0 ? volume * ((close - low - (high - close)) / range) : 0;
}
