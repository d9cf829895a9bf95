/** The files that a schema may import without bringing them: Google's own, as protobufjs has them, and Confluent's. */
import type { AnyNestedObject, IParserResult, Root, Type } from 'protobufjs';

type Protobuf = typeof import('protobufjs');

export const importedBy = ({ imports, weakImports }: IParserResult): string[] => [...imports ?? [], ...weakImports ?? []];

/** Whether `name` is there by itself. */
export const isThere = async (protobuf: Protobuf, name: string): Promise<boolean> => name in confluent || await google(protobuf, name) !== undefined;

/** Puts what `name` defines, and what it imports, into `root`; false when it is not there by itself. What is defined already stays. */
export async function addThere(protobuf: Protobuf, root: Root, name: string): Promise<boolean> {
  const own = confluent[name];
  if (own !== undefined) {
    const file = protobuf.parse(own.text, new protobuf.Root(), { keepCase: true });
    for (const imported of importedBy(file)) await addThere(protobuf, root, imported);
    if (!root.get(`${file.package}.${own.defines}`)) protobuf.parse(own.text, root, { keepCase: true });
    return true;
  }
  const found = await google(protobuf, name);
  if (!found) return false;
  // A file in protobufjs' form holds what it imports too.
  const home = root.define('google.protobuf');
  home.addJSON(Object.fromEntries(Object.entries(found).filter(([type]) => !home.get(type))));
  return true;
}

/** All types, those within others too. */
export function allTypes(home: { nestedArray: readonly object[] }, kind: typeof Type): Type[] {
  return home.nestedArray.flatMap((each) => [...(each instanceof kind ? [each] : []), ...('nestedArray' in each ? allTypes(each as { nestedArray: object[] }, kind) : [])]);
}

/** What a file puts into google.protobuf, in protobufjs' form. */
async function google(protobuf: Protobuf, name: string): Promise<Record<string, AnyNestedObject> | undefined> {
  const file = (protobuf.common.get(name) ?? await googleFiles[name]?.()) as GoogleFile | undefined;
  return file?.nested.google.nested.protobuf.nested;
}

interface GoogleFile { nested: { google: { nested: { protobuf: { nested: Record<string, AnyNestedObject> } } } } }

/** Those that protobufjs has as files of their own. Custom options extend what is in the first. */
const googleFiles: Readonly<Record<string, (() => Promise<object>) | undefined>> = {
  'google/protobuf/descriptor.proto': async () => (await import('protobufjs/google/protobuf/descriptor.json')).default,
  'google/protobuf/api.proto': async () => (await import('protobufjs/google/protobuf/api.json')).default,
  'google/protobuf/type.proto': async () => (await import('protobufjs/google/protobuf/type.json')).default,
  'google/protobuf/source_context.proto': async () => (await import('protobufjs/google/protobuf/source_context.json')).default,
};

const extended = ['File', 'Message', 'Field', 'Enum', 'EnumValue'];
const optionOf = (kind: string): string => `${kind.replace(/(?<=[a-z])(?=[A-Z])/, '_').toLowerCase()}_meta`;

/** What Confluent's serializers let a schema import, written from their documentation. */
const confluent: Readonly<Record<string, { text: string; defines: string } | undefined>> = {
  'confluent/meta.proto': { defines: 'Meta', text: `syntax = "proto3"; package confluent; import "google/protobuf/descriptor.proto";
message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }
${extended.map((kind) => `extend google.protobuf.${kind}Options { Meta ${optionOf(kind)} = 1088; }`).join('\n')}` },
  'confluent/type/decimal.proto': { defines: 'Decimal', text: 'syntax = "proto3"; package confluent.type; message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }' },
};
