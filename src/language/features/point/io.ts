/** The reader or writer that a call belongs to: which way, and of which format. */
import type { Way } from '../../../spark/options/index.ts';
import { chainTo } from '../../../syntax/chains.ts';
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';

export interface Io { way: Way; format?: string; /** Options that the chain gives, lower case. */ given: string[] }

/** Methods that are a format. */
const FORMATS = new Set(['json', 'csv', 'text', 'parquet', 'orc', 'jdbc']);

export function ioOf({ document: { text } }: Pick<Job, 'document'>, call: Call): Io | undefined {
  const chain = chainTo(call).calls, first = chain[0]!;
  // What is typed into the middle of a chain has its rest behind it.
  for (let { next } = call; next; { next } = next) chain.push(next);
  const way = first.object && /\.\s*(readStream|writeStream|read|write)\s*$/.exec(text.slice(first.object.from, first.at.from).replace(/\s*\.\s*$/, ''))?.[1];
  if (!way) return undefined;
  const textOf = ({ args }: Call, index: number): string | undefined => args[index]?.string?.text?.value;
  const named = chain.find(({ name }) => name === 'format'), direct = chain.find(({ name }) => FORMATS.has(name)), format = (named && textOf(named, 0)) ?? direct?.name ?? (chain.some(({ name }) => name === 'foreachBatch') ? 'foreachBatch' : undefined);
  const given = chain.filter((each) => each.name === 'option' && each !== call).flatMap((each) => textOf(each, 0)?.toLowerCase() ?? []);
  return { way: way as Way, given, ...(format !== undefined && { format }) };
}
