/** JSON paths and schemas, from what the messages of the topic hold that the job reads. */
import type { TopicFact } from '../../../protocol/language.ts';
import { parseFunctionSchema } from '../../../spark/sql/index.ts';
import type { DataType } from '../../../spark/types.ts';
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import { fieldsOf, shownType, typeOf } from '../point/fields.ts';
import type { Item, Offered } from './item.ts';

type Point = Pick<Job, 'document' | 'facts' | 'around'>;

const OPTION = new Set(['option']);

/** Topics that the job reads, as it is written; all that are known where it reads none of them. */
export async function topicsOf({ document, around }: Point, call: Call): Promise<TopicFact[]> {
  const known = (await around.topics()).filter(({ schema }) => schema !== undefined);
  const read: { topic: string; at: number }[] = [];
  for (const { args, from } of document.outline.callsNamed(OPTION)) {
    const [key, value] = args.map(({ string }) => string?.text?.value);
    if (key?.toLowerCase() === 'subscribe' && value !== undefined) for (const topic of value.split(',')) read.push({ topic: topic.trim(), at: from });
  }
  // The nearest before the call comes first.
  const near = read.filter(({ at }) => at <= call.from).reverse(), order = [...near, ...read].map(({ topic }) => topic);
  const found = order.flatMap((topic) => known.filter((each) => each.topic === topic));
  return found.length > 0 ? [...new Map(found.map((each) => [`${each.connection} ${each.topic}`, each])).values()] : known;
}

const schemaOf = ({ schema }: TopicFact): DataType | undefined => (schema === undefined ? undefined : parseFunctionSchema(schema).tree);

export async function schemaItems(job: Point, call: Call): Promise<Item[]> {
  return (await topicsOf(job, call)).flatMap(({ topic, connection, schema }, rank) => (schema === undefined ? [] : [{ label: schema, kind: 'path' as const, detail: `messages of ${topic} (${connection})`, rank }]));
}

/** `$.a.b`: fields of what the path before the last dot leads to; items of an array by `[0]`. */
export async function jsonPathItems(job: Point, call: Call, value: string, index: number, replace: (from: number, to: number) => Offered['replace']): Promise<Offered> {
  const begin = Math.max(value.lastIndexOf('.', index - 1) + 1, value.startsWith('$') ? 1 : 0), path = value.slice(0, begin), items = new Map<string, Item>();
  for (const fact of await topicsOf(job, call)) {
    const type = along(schemaOf(fact), path);
    for (const { name, type: text } of fieldsOf(type?.kind === 'array' ? undefined : type)) {
      const plain = /^[A-Za-z_]\w*$/.test(name), array = typeOf(text)?.kind === 'array';
      const insert = begin === 0 ? `$.${name}` : path.endsWith('.') ? name : `.${name}`;
      if (plain) items.set(name, { label: name, kind: 'path', detail: `${shownType(text)} · ${fact.topic}`, insert: array ? `${insert}[0]` : insert, rank: 0 });
    }
  }
  const next = /[.[]/.exec(value.slice(index))?.index;
  return { items: [...items.values()], replace: replace(begin, next === undefined ? value.length : index + next) };
}

function along(type: DataType | undefined, path: string): DataType | undefined {
  let at = type;
  for (const [, name, item] of path.replace(/^\$/, '').matchAll(/\.?([A-Za-z_]\w*)|\[(\d+|\*)\]/g)) {
    if (item !== undefined) at = at?.kind === 'array' ? at.element : undefined;
    else at = at?.kind === 'struct' ? at.fields.find((field) => field.name === name)?.type : undefined;
  }
  return at;
}
