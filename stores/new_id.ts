/** An id that stands in addresses and file names: the time, so that ids sort by age, then chance. */
export function newId(nowMs: number): string {
  const chance = crypto.getRandomValues(new Uint8Array(5));
  return `${nowMs.toString(36)}-${chance.toHex()}`;
}
