/** The known word that was most probably meant; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const flat = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  let best: string | undefined, least = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(flat(word), flat(candidate));
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}

/** Letters to change, take away, put in, or turn round. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return Infinity;
  let before: number[] = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
