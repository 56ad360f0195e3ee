/** The known word that a mistyped one most likely stands for; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length < 2) return known.find((each) => each.startsWith(word));
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length * 0.4)) + 1;
  for (const each of known) {
    const distance = each.startsWith(word) ? 1 : editDistance(word, each);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = each;
    }
  }
  return best;
}

/** Letters inserted, dropped, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
