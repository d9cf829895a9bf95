/** Calls that follow one another: `spark.readStream.format("kafka").option(…).load()`. */
import type { Range } from './line-index.ts';
import type { Call, Statement } from './outline.ts';

export interface Chain {
  /** What the first call is a method of; undefined: the first call is a plain name. */
  base: Range | undefined;
  /** In order. */
  calls: Call[];
}

export const chainsOf = ({ calls }: Pick<Statement, 'calls'>): Chain[] => calls.filter(({ next }) => !next).map(chainTo);

/** The calls up to one, itself last. */
export function chainTo(last: Call): Chain {
  const chain: Call[] = [];
  for (let at: Call | undefined = last; at; at = at.previous) chain.push(at);
  return { base: chain.at(-1)!.object, calls: chain.reverse() };
}
