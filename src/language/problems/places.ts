/** Places inside the call that a plan-only run names. */
import type { Range } from '../../syntax/line-index.ts';
import { chainTo, type Chain } from '../../syntax/chains.ts';
import type { Argument, Call } from '../../syntax/outline.ts';
import type { Job } from '../world.ts';

/** The call that a range of the run is: it ends there, and begins there or with its name. */
export function callAt({ document }: Job, { from, to }: Range): Call | undefined {
  return document.outline.statementAt(to)?.calls.find((call) => call.to === to && (call.from === from || call.at.from === from));
}

export function chainAt(job: Job, range: Range): Chain | undefined {
  const call = callAt(job, range);
  return call && chainTo(call);
}

/** The name of the method is what is underlined of a call over several lines. */
export function startOf(job: Job, range: Range): Range {
  const call = callAt(job, range);
  return call?.object && job.document.slice(range).includes('\n') ? { from: call.at.from, to: call.to } : range;
}

/** An argument of the chain's last call of a method, by its place or name: as it stands, with its name. */
export function argumentOf(job: Job, range: Range, method: string, which: number | string): Range | undefined {
  const call = callOf(job, range, method), arg = call && argument(call, which);
  if (!arg) return undefined;
  if (arg.name === undefined) return { from: arg.from, to: arg.to };
  const before = job.document.text.lastIndexOf(arg.name, arg.from);
  return { from: Math.max(before, call.inside.from), to: arg.to };
}

export const callOf = (job: Job, range: Range, method: string): Call | undefined => chainAt(job, range)?.calls.findLast(({ name }) => name === method);

export const argument = ({ args }: Call, which: number | string): Argument | undefined => (typeof which === 'string' ? args.find(({ name }) => name === which) : args.filter(({ name, spread }) => name === undefined && spread === undefined)[which]);
