/** The name that was meant by one that does not exist. */

/** Letters to insert, delete, replace or swap; stops early beyond `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

/** The one known name that is so near that it was meant: a third of its letters at most, and no other as near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
  let best: string | undefined, least = most + 1, alone = true;
  for (const each of new Set(known)) {
    const far = distance(name.toLowerCase(), each.toLowerCase(), most);
    if (far > most) continue;
    alone = far < least || (far > least && alone);
    if (far < least) [best, least] = [each, far];
  }
  return alone ? best : undefined;
}
