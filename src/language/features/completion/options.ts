/** Formats, options and their values. */
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import type { Item, Offered } from './item.ts';
import type { Role } from '../point/roles.ts';

type Point = Pick<Job, 'document' | 'facts' | 'around'>;

export function formatItems(_job: Point, _call: Call): Item[] { return []; }
export function optionItems(_job: Point, _call: Call): Item[] { return []; }

const TOPICS = new Set(['subscribe', 'topic']);

export async function valueItems(job: Point, role: Role & { is: 'value' }, value: string, index: number, replace: (from: number, to: number) => Offered['replace']): Promise<Offered> {
  if (!TOPICS.has(role.option.toLowerCase())) return { items: [], replace: replace(0, value.length) };
  const several = role.option.toLowerCase() === 'subscribe', from = several ? value.lastIndexOf(',', index - 1) + 1 : 0, next = several ? value.indexOf(',', index) : -1;
  const seen = new Set<string>(), items: Item[] = [];
  for (const { topic, connection } of await job.around.topics()) {
    if (!seen.has(topic)) items.push({ label: topic, kind: 'topic', detail: connection, rank: 0 });
    seen.add(topic);
  }
  return { items, replace: replace(from, next < 0 ? value.length : next) };
}
