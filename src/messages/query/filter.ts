/** What a person typed above the messages, as a test of one message. */
import type { FilterKind } from '../../protocol/messages.ts';
import type { MessageReader } from '../reader.ts';
import { parsePredicate, PredicateError } from './predicate.ts';
import { regexSearch, textSearch, type ByteSearch } from './search.ts';
import { Known } from '../sweep/known.ts';
import { regexSweep } from '../sweep/regex.ts';
import { unknown, type Sweep } from '../sweep/rows.ts';
import { holding } from '../sweep/text.ts';

/** A promise only while a schema is fetched. */
export type MessageTest = (id: number) => boolean | Promise<boolean>;

export interface Filter {
  kind: FilterKind;
  /** Undefined: all pass. */
  test?: MessageTest;
  /** What is known without the test, for many messages at once. */
  known?: Known;
  mistake?: string;
}

/** `/regex/` and `/regex/i`, a predicate, else text in any case; text in quotes is text whatever it looks like. */
export function parseFilter(typed: string, reader: MessageReader): Filter {
  const text = typed.trim();
  if (text === '') return { kind: 'none' };
  const regex = /^\/(.+)\/(i?)$/s.exec(text);
  try {
    if (regex) return { kind: 'regex', test: searching(regexSearch(regex[1]!, regex[2]!), reader), ...knowing(reader, regexSweep(regex[1]!, regex[2]!, 'message')) };
  } catch (error) {
    return { kind: 'regex', test: () => false, mistake: error instanceof Error ? error.message : String(error) };
  }
  try {
    const predicate = parsePredicate(text);
    if (predicate) return { kind: 'predicate', test: (id) => then(reader.ready(id), () => predicate.test(reader.fields(id))), ...knowing(reader, predicate.sweep) };
  } catch (error) {
    if (!(error instanceof PredicateError)) throw error;
    return { kind: 'predicate', test: () => false, mistake: `${error.message} To search for it as text, put the whole in quotes.` };
  }
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  const { search, wanted } = textSearch(quoted ? quoted[1]!.replace(/\\(.)/gs, '$1') : text);
  return { kind: 'text', test: searching(search, reader), ...knowing(reader, wanted && holding(wanted, 'message')) };
}

const knowing = (reader: MessageReader, sweep: Sweep | undefined): { known?: Known } => (sweep && sweep !== unknown ? { known: new Known(reader, sweep) } : {});

function searching(search: ByteSearch, reader: MessageReader): MessageTest {
  return (id) => then(reader.ready(id), () => reader.some(id, search));
}

const then = (wait: Promise<void> | undefined, test: () => boolean): boolean | Promise<boolean> => (wait ? wait.then(test) : test());
