/** Cuts a list into pieces of at most `most` together, in order; what is larger than that is a piece of its own. */
export function* bySize<T>(items: Iterable<T>, sizeOf: (item: T) => number, most: number): Generator<T[]> {
  let piece: T[] = [], size = 0;
  for (const item of items) {
    const own = sizeOf(item);
    if (piece.length > 0 && size + own > most) {
      yield piece;
      piece = [];
      size = 0;
    }
    piece.push(item);
    size += own;
  }
  if (piece.length > 0) yield piece;
}
