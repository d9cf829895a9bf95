/** The schema of messages, as Spark 3.3.1 would infer it from them as JSON, and what Spark's inference keeps to itself. */
import type { MessagePlace, TopicSchema } from '../protocol/topic-schema.ts';
import { compatible, JsonInference } from '../spark/formats/json/infer.ts';
import { jsonOptions } from '../spark/formats/json/options.ts';
import { JsonSyntaxError, Tokens } from '../spark/formats/json/tokens.ts';
import type { DataType } from '../spark/types.ts';
import * as T from '../spark/types.ts';
import { codeOf } from './code.ts';
import { caseNotes, decideStruct, leftOut } from './decide.ts';
import { inText } from './names.ts';
import type { Kind } from './seen.ts';
import { DEEPEST, rootOf, Seen, TooDeep } from './seen.ts';

const OPTIONS = jsonOptions({}, { timeZone: 'UTC', now: () => 0 });
const decoder = new TextDecoder();

export class SchemaInference {
  private readonly spark = new JsonInference(OPTIONS);
  private readonly seen = new Seen();
  private type: DataType = T.struct([]);
  private messages = 0;
  private tombstones = 0;
  private readonly others = new Map<string, TopicSchema['others'][number]>();

  /** One message's value. */
  add(value: Uint8Array | null, place: MessagePlace): void {
    this.messages++;
    if (value === null) {
      this.tombstones++;
      return;
    }
    // Spark casts bytes to text in the same way: what is no UTF-8 becomes U+FFFD.
    const text = decoder.decode(value), { kind, why } = refusal(value, text, place);
    if (kind !== undefined) {
      const known = this.others.get(kind);
      if (known) known.count++;
      else this.others.set(kind, { ...place, reason: why ?? kind, count: 1 });
      return;
    }
    this.type = compatible(this.type, this.spark.typeOf(text));
    const tokens = new Tokens(text, OPTIONS);
    tokens.nextToken();
    this.seen.take(tokens, place);
  }

  result(topic: string, { brokers, problems }: { brokers: string; problems: TopicSchema['problems'] }): TopicSchema {
    const { messages, tombstones, seen } = this, objects = seen.count('object');
    const spark = this.spark.canonical(compatible(T.struct([]), this.type));
    const { type, fields } = spark?.kind === 'struct' ? decideStruct(spark, seen) : { type: T.struct([]), fields: [] };
    const others = [...this.others.values()].sort((a, b) => b.count - a.count);
    const remarks = [...caseNotes(seen), ...leftOut(type, seen), ...(seen.repeated > 0 ? [`${seen.repeated} × a name comes twice in one message: Spark keeps the last.`] : [])];
    const comments = commentsOf({ topic, messages, objects, tombstones, others, fields, remarks });
    return { topic, messages, objects, tombstones, others, fields, remarks, code: type.fields.length === 0 ? null : codeOf(topic, type, { comments, brokers }), problems };
  }
}

const ROOTS: Partial<Record<Kind, string>> = {
  array: 'a JSON array', text: 'a JSON text', empty: 'a JSON text', 'whole number': 'a number', number: 'a number', boolean: 'true or false', null: 'the JSON null',
};

const DEEP = `they are nested more than ${DEEPEST} deep`;

/** Why from_json makes nothing of a value; nothing when it is an object. `kind` is the same for the same reason. */
function refusal(value: Uint8Array, text: string, place: MessagePlace): { kind?: string; why?: string } {
  if (value[0] === 0 && value.length > 5) return { kind: 'registry', why: 'they begin with the byte 0 and four more, as the serializers of a schema registry write it: from_json cannot read that' };
  if (text.trim() === '') return { kind: 'empty', why: 'they are empty' };
  try {
    const root = rootOf(text, OPTIONS, place);
    return root === 'object' ? {} : { kind: root, why: `they are ${ROOTS[root] ?? root}, not an object` };
  } catch (error) {
    if (error instanceof TooDeep) return { kind: 'deep', why: DEEP };
    if (error instanceof JsonSyntaxError) return { kind: 'syntax', why: `they are no JSON (the first: ${inText(error.message)})` };
    throw error;
  }
}

/** Above the code: from what it was made, and what it does not say. */
function commentsOf({ topic, messages, objects, tombstones, others, fields, remarks }: Pick<TopicSchema, 'topic' | 'messages' | 'objects' | 'tombstones' | 'others' | 'fields' | 'remarks'>): string[] {
  const names = fields.map(({ path }) => path.toLowerCase());
  const always = fields.find(({ path, missing, nulls, of }) => /^\w+$/.test(path) && missing + nulls === 0 && of === objects && names.filter((name) => name === path.toLowerCase()).length === 1);
  const strange = others.reduce((sum, { count }) => sum + count, 0) + tombstones;
  return [
    `Schema of ${topic}, from ${messages === objects ? `${messages} messages` : `the ${objects} of ${messages} messages that are JSON objects`}.`,
    ...(strange > 0 && !others.some(({ reason }) => reason === DEEP) ? [`${strange === 1 ? 'The other one has' : `The other ${strange} have`} null in every column${always ? `: .where("${always.path} IS NOT NULL") leaves ${strange === 1 ? 'it' : 'them'} out` : ''}.`] : []),
    ...fields.flatMap(({ path, notes }) => notes.map((note) => `${path}: ${note}`)),
    ...remarks,
  ];
}
