/** A seed for a part of something seeded: FNV-1a over the whole seed, a name and a number. */
export function seedOf(seed: number, name: string, index: number): number {
  const text = `${seed}|${name}|${index}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
