/** Schemas of Protobuf: several files, and which of their messages a payload is. */
import type { IParserResult, Namespace, Root, Type } from 'protobufjs';
import { Cursor } from './cursor.ts';
import { PayloadFault } from './fault.ts';
import { addThere, allTypes, importedBy, isThere } from './proto-files.ts';
import { messageText } from './protobuf.ts';

export interface ProtobufText {
  text: string;
  /** Numbers of fields that the schema does not have; what they hold is not in the text. */
  unknown: number[];
}

export type ProtobufReader = (bytes: Uint8Array, from: number, indexes: readonly number[] | undefined) => ProtobufText;

/** A `.proto` file by the name under which it is imported. */
export interface ProtoFile {
  name: string;
  text: string;
}

/** Names said where one is to be chosen. */
const NAMED = 8;

/**
 * @param files the schema last, what it imports before; google/protobuf/* and confluent/* are there by themselves.
 * @param messageType the message's full or last name; needed where the schema has more than one and the message does not say which.
 * Throws a PayloadFault with the parser's words.
 */
export async function protobufReader(files: readonly ProtoFile[], messageType?: string): Promise<ProtobufReader> {
  const { default: protobuf } = await import('protobufjs');
  const root = new protobuf.Root(), known = new Set(files.map(({ name }) => name));
  let own: IParserResult | undefined, before = new Set<Type>(), types: Type[] = [];
  for (const file of files) {
    before = new Set(allTypes(root, protobuf.Type));
    own = parse(protobuf, file, root, file === files.at(-1));
    // Files of one package lie in one namespace, and places count only what is in the schema itself.
    types = topTypes(homeOf(root, own), protobuf.Type).filter((type) => !before.has(type));
    for (const name of importedBy(own)) {
      if (known.has(name)) continue;
      known.add(name);
      if (!await addThere(protobuf, root, name)) missing(file.name, name);
    }
  }
  root.resolveAll();
  const home = own ? homeOf(root, own) : root;
  const named = messageType === undefined ? undefined : find(allTypes(root, protobuf.Type), home, messageType, before);
  return (bytes, from, indexes) => {
    const type = named ?? (indexes ? byIndexes(types, indexes, protobuf.Type) : types.length === 1 ? types[0]! : undefined);
    if (!type) throw new PayloadFault(`the schema has ${types.length} messages and the payload does not say which it is: ${some(types.map(({ name }) => name))}`);
    const unknown = new Set<number>(), text = messageText(type, new Cursor(bytes, from), unknown);
    return { text, unknown: [...unknown].sort((a, b) => a - b) };
  };
}

/** The files that a schema imports, as it names them, but those that are there by themselves. */
export async function importsOf(file: ProtoFile, first: boolean): Promise<string[]> {
  const { default: protobuf } = await import('protobufjs'), names: string[] = [];
  for (const name of importedBy(parse(protobuf, file, new protobuf.Root(), first))) if (!await isThere(protobuf, name)) names.push(name);
  return names;
}

type Protobuf = typeof import('protobufjs');

/** @param first the schema that was asked for, whose name is said elsewhere */
function parse(protobuf: Protobuf, { name, text }: ProtoFile, root: Root, first: boolean): IParserResult {
  try {
    return protobuf.parse(text, root, { keepCase: true });
  } catch (error) {
    throw new PayloadFault(`${first ? '' : `${name}: `}${error instanceof Error ? error.message : String(error)}`);
  }
}

export function missing(file: string, imported: string): never {
  throw new PayloadFault(`${file} imports ${imported}: there is no such file`);
}

const homeOf = (root: Root, { package: name }: IParserResult): Namespace => (name === undefined ? root : root.lookup(`.${name}`) as Namespace | null ?? root);

/** In the order of the file, as places count. */
const topTypes = (home: Namespace, kind: typeof Type): Type[] => home.nestedArray.filter((each): each is Type => each instanceof kind);

/** A full name, or one within the schema's package, or the end of one that fits a single message: of the schema itself before those that it imports. */
function find(types: readonly Type[], home: Namespace, name: string, imported: ReadonlySet<Type>): Type {
  for (const full of [`${home.fullName}.${name}`, `.${name.replace(/^\./, '')}`]) {
    const exact = types.find(({ fullName }) => fullName === full);
    if (exact) return exact;
  }
  const ending = types.filter(({ fullName }) => fullName.endsWith(`.${name}`)), own = ending.filter((type) => !imported.has(type)), fitting = own.length > 0 ? own : ending;
  if (fitting.length > 1) throw new PayloadFault(`${name} fits ${some(fitting.map(({ fullName }) => fullName.slice(1)))}: give the full name`);
  return fitting[0] ?? nobody(name);
}

function byIndexes(types: readonly Type[], [first = 0, ...rest]: readonly number[], kind: typeof Type): Type {
  let type = types[first];
  for (const index of rest) type = type && topTypes(type, kind)[index];
  return type ?? nobody([first, ...rest].join('.'));
}

function nobody(name: string): never {
  throw new PayloadFault(`the schema has no message ${name}`);
}

const some = (names: readonly string[]): string => `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`;
