/** What was seen of one field over all messages, counted while its JSON is read. */
import type { MessagePlace } from '../protocol/topic-schema.ts';
import { Tokens } from '../spark/formats/json/tokens.ts';
import type { JsonOptions } from '../spark/formats/json/options.ts';
import { TextTally } from './texts.ts';

/** Kinds of JSON values; `empty` is the text "", which Spark's inference takes for no value. */
export type Kind = 'text' | 'empty' | 'whole number' | 'number' | 'boolean' | 'object' | 'array' | 'null';

/** Deeper than this no schema is of use, and recursion ends in time. */
export const DEEPEST = 64;
export class TooDeep extends Error {}

const EXACT = 2n ** 53n;

export class Seen {
  readonly kinds = new Map<Kind, MessagePlace & { count: number }>();
  /** In the order in which they first came. */
  readonly fields = new Map<string, Seen>();
  element: Seen | undefined;
  readonly texts = new TextTally();
  /** Whole numbers: the least and the greatest. */
  least: bigint | undefined;
  most: bigint | undefined;
  /** Objects here in which one name came twice. */
  repeated = 0;

  count(...kinds: Kind[]): number {
    return kinds.reduce((sum, kind) => sum + (this.kinds.get(kind)?.count ?? 0), 0);
  }

  get total(): number {
    let sum = 0;
    for (const { count } of this.kinds.values()) sum += count;
    return sum;
  }

  /** Whole numbers here have more digits than a DOUBLE keeps. */
  get beyondDouble(): boolean {
    return (this.most !== undefined && this.most > EXACT) || (this.least !== undefined && this.least < -EXACT);
  }

  private note(kind: Kind, place: MessagePlace): void {
    const known = this.kinds.get(kind);
    if (known) known.count++;
    else this.kinds.set(kind, { ...place, count: 1 });
  }

  /** Counts the value that the tokens stand at, and reads it to its end. @throws JsonSyntaxError, TooDeep */
  take(p: Tokens, place: MessagePlace, depth = 0): void {
    if (depth > DEEPEST) throw new TooDeep();
    switch (p.token) {
      case 'START_OBJECT': return this.object(p, place, depth);
      case 'START_ARRAY':
        this.note('array', place);
        this.element ??= new Seen();
        for (let t = p.nextToken(); t !== null && t !== 'END_ARRAY'; t = p.nextToken()) this.element.take(p, place, depth + 1);
        return;
      case 'VALUE_STRING': {
        const { text } = p;
        this.note(text === '' ? 'empty' : 'text', place);
        if (text !== '') this.texts.add(text);
        return;
      }
      case 'VALUE_NUMBER_INT': {
        this.note('whole number', place);
        const value = BigInt(p.text);
        if (this.least === undefined || value < this.least) this.least = value;
        if (this.most === undefined || value > this.most) this.most = value;
        return;
      }
      case 'VALUE_NUMBER_FLOAT': return this.note('number', place);
      case 'VALUE_TRUE': case 'VALUE_FALSE': return this.note('boolean', place);
      case 'VALUE_NULL': case null: return this.note('null', place);
      case 'FIELD_NAME': case 'END_OBJECT': case 'END_ARRAY': return;
    }
  }

  private object(p: Tokens, place: MessagePlace, depth: number): void {
    this.note('object', place);
    const names = new Set<string>();
    for (let t = p.nextToken(); t !== null && t !== 'END_OBJECT'; t = p.nextToken()) {
      const name = p.currentName ?? '';
      p.nextToken();
      if (names.has(name)) {
        this.repeated++;
        // Read, not counted: a field is there once for each object.
        new Seen().take(p, place, depth + 1);
        continue;
      }
      names.add(name);
      let seen = this.fields.get(name);
      if (!seen) this.fields.set(name, seen = new Seen());
      seen.take(p, place, depth + 1);
    }
  }
}

/** Walks a text once for its faults, so that what is counted afterwards is counted whole. @throws JsonSyntaxError, TooDeep */
export function rootOf(text: string, options: JsonOptions, place: MessagePlace): Kind {
  const tokens = new Tokens(text, options), probe = new Seen();
  if (tokens.nextToken() === null) return 'empty';
  probe.take(tokens, place);
  return [...probe.kinds.keys()][0] ?? 'null';
}
