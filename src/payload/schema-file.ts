import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { avroReader } from './avro.ts';
import { PayloadFault } from './fault.ts';
import { importsOf, protobufReader, type ProtoFile } from './protobuf.ts';
import { left } from './registered.ts';

/** Bytes as JSON text, and what is to be said about it. Throws a PayloadFault for bytes that are none. */
export type SchemaReader = (bytes: Uint8Array) => { text: string; why: string };

const MOST_FILES = 200;

/** A reader by a schema of the user; what a `.proto` imports is looked for beside it. Rejects with what is wrong with the file. */
export async function fileReader(format: 'avro' | 'protobuf', file: string, messageType: string | undefined): Promise<SchemaReader> {
  if (format === 'avro') {
    const read = await avroReader(await textOf(file));
    return (bytes) => ({ text: read(bytes, 0), why: '' });
  }
  const read = await protobufReader(await withImports(file), messageType);
  return (bytes) => {
    const { text, unknown } = read(bytes, 0, undefined);
    return { text, why: left(unknown) };
  };
}

/** The files that a file imports before it, each once. */
async function withImports(file: string): Promise<ProtoFile[]> {
  const files: ProtoFile[] = [], seen = new Set<string>(), folder = path.dirname(file);
  const add = async (name: string, where: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    if (seen.size > MOST_FILES) throw new PayloadFault(`more than ${MOST_FILES} files are imported`);
    const text = await textOf(where);
    for (const imported of await importsOf(text)) if (!imported.startsWith('google/protobuf/')) await add(imported, path.resolve(folder, imported));
    files.push({ name, text });
  };
  await add(path.basename(file), file);
  return files;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PayloadFault(error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
