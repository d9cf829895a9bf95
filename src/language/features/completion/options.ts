/** Formats, options and their values, from the registry of options. */
import { formatsOf, kafkaClientOptions, optionOf, optionsOf, type OptionInfo } from '../../../spark/options/index.ts';
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import type { Role } from '../point/roles.ts';
import { ioOf } from '../point/io.ts';
import type { Item, Offered } from './item.ts';

type Point = Pick<Job, 'document' | 'facts' | 'around'>;

export function formatItems(job: Point, call: Call): Item[] {
  const io = ioOf(job, call);
  return io ? formatsOf(io.way).map((label, rank) => ({ label, kind: 'format', rank })) : [];
}

/** Those that the chain gives already come last. */
export function optionItems(job: Point, call: Call): Item[] {
  const io = ioOf(job, call), own = io?.format === undefined ? undefined : optionsOf(io.format, io.way);
  if (!io || !own) return [];
  const all = io.format!.toLowerCase() === 'kafka' ? [...own, ...kafkaClientOptions().filter(({ name }) => !own.some((each) => each.name === name))] : own;
  return all.map((info) => ({ label: info.name, kind: 'option', detail: detailOf(info), doc: info.doc, rank: io.given.includes(info.name.toLowerCase()) ? 9 : own.includes(info) ? 0 : 1 }));
}

export function detailOf({ value, default: fallback }: OptionInfo): string {
  const kind = value.kind === 'choice' ? value.of.join(' | ') : value.kind === 'offsets' ? value.words.join(' | ') : value.kind;
  return fallback === undefined ? kind : `${kind}, default ${fallback === '' ? 'empty' : fallback}`;
}

export async function valueItems(job: Point, { call, option }: Role & { is: 'value' }, value: string, index: number, replace: (from: number, to: number) => Offered['replace']): Promise<Offered> {
  const io = ioOf(job, call), info = io?.format === undefined ? undefined : optionOf(io.format, io.way, option), kind = info?.value.kind ?? (option.toLowerCase() === 'subscribe' ? 'topics' : option.toLowerCase() === 'topic' ? 'topic' : 'text');
  const whole = replace(0, value.length), values = (labels: readonly string[]): Offered => ({ items: labels.map((label, rank) => ({ label, kind: 'value', rank, ...(label === info?.default && { detail: 'default' }) })), replace: whole });
  if (info?.value.kind === 'choice') return values(info.value.of);
  if (info?.value.kind === 'offsets') return values(info.value.words);
  if (kind === 'boolean') return values(['true', 'false']);
  if (kind !== 'topics' && kind !== 'topic') return { items: [], replace: whole };
  const from = kind === 'topics' ? value.lastIndexOf(',', index - 1) + 1 : 0, next = kind === 'topics' ? value.indexOf(',', index) : -1, seen = new Set<string>(), items: Item[] = [];
  for (const { topic, connection } of await job.around.topics()) {
    if (!seen.has(topic)) items.push({ label: topic, kind: 'topic', detail: connection, rank: 0 });
    seen.add(topic);
  }
  return { items, replace: replace(from, next < 0 ? value.length : next) };
}
