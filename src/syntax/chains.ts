/** Calls that follow one another: `spark.readStream.format("kafka").option(…).load()`. */
import type { Range } from './line-index.ts';
import type { Call, JobOutline } from './outline.ts';

export interface Chain {
  /** What the first call is a method of; undefined: the first call is a plain name. */
  base: Range | undefined;
  /** In order. */
  calls: Call[];
}

export function chainsOf({ calls }: JobOutline): Chain[] {
  const followed = new Set(calls.flatMap(({ previous }) => (previous === undefined ? [] : [previous])));
  return calls.flatMap((last, i): Chain[] => (followed.has(i) ? [] : [chainTo(last, calls)]));
}

/** The calls up to one, itself last. */
export function chainTo(last: Call, calls: readonly Call[]): Chain {
  const chain: Call[] = [];
  for (let at: Call | undefined = last; at; at = at.previous === undefined ? undefined : calls[at.previous]) chain.unshift(at);
  return { base: chain[0]!.object, calls: chain };
}
