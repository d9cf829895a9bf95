/** Reads `weir.profiles.json`: JSON with comments, checked field by field, with the place of what is wrong. */
import type { Node, ParseError } from 'jsonc-parser';
import { parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Problem, SourceSpan } from '../../protocol/run.ts';
import type { Profile } from '../../protocol/submit.ts';
import { COORDINATES, DRIVER, EXECUTOR, FIELDS, VARIABLE, whyNot, type FieldKind } from './fields.ts';
import { looksSecret } from '../mask.ts';

export const PROFILES_FILE = 'weir.profiles.json';

export interface Profiles {
  /** By name, in the order of the file. Those with a problem are among them: look at `problems` before one is used. */
  profiles: Map<string, Profile>;
  problems: Problem[];
}

export const emptyProfile = (): Profile => ({
  driver: {}, executor: {}, conf: {}, arguments: [], environment: {}, substitutions: {}, pyFiles: [], files: [], jars: [], archives: [], packages: [], internet: true, metrics: true, connector: true,
});

/** `file` is named in the problems. Never throws. */
export function readProfiles(text: string, file: string): Profiles {
  const errors: ParseError[] = [], profiles = new Map<string, Profile>();
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  const reader = new Reader(text, file);
  const [first] = errors;
  if (first) reader.say(first, `${file} is no JSON: ${words(printParseErrorCode(first.error))}.`, 'Mend it there; comments and a comma at the end of a list are allowed.');
  else if (root?.type !== 'object') reader.say(root ?? { offset: 0, length: 0 }, `${file} holds no profiles.`, 'Write { "profiles": { "production": { "cluster": "…" } } }.');
  else {
    for (const [key, value, at] of reader.members(root)) {
      if (key === '$schema') continue;
      if (key !== 'profiles' || value.type !== 'object') reader.say(at, `${quoted(key)} is not known here.`, 'The file holds one object, "profiles", with a profile under each name.');
      else for (const [name, profile, place] of reader.members(value)) profiles.set(name, reader.profile(name, profile, place));
    }
  }
  return { profiles, problems: reader.problems };
}

const words = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

class Reader {
  readonly problems: Problem[] = [];
  constructor(readonly text: string, readonly file: string) {}

  say(at: { offset: number; length: number }, message: string, hint: string): void {
    this.problems.push({ severity: 'error', code: 'profile', message, hint, span: this.#span(at.offset, at.length) });
  }

  /** Keys, values and where the key stands; a key that stands twice is said. */
  *members(node: Node): Generator<[string, Node, Node]> {
    const seen = new Set<string>();
    for (const { children } of node.children ?? []) {
      const [key, value] = children ?? [];
      if (!key || !value) continue;
      const name = String(key.value);
      if (seen.has(name)) this.say(key, `${quoted(name)} stands twice in ${this.file}.`, 'Keep one of them.');
      seen.add(name);
      yield [name, value, key];
    }
  }

  profile(name: string, node: Node, at: Node): Profile {
    const profile = emptyProfile(), where = `profile ${quoted(name)}`;
    if (node.type !== 'object') {
      this.say(node, `${where} is no object.`, 'Write its settings between braces.');
      return profile;
    }
    if (name.trim() === '') this.say(at, 'A profile needs a name.', 'It is chosen with --profile <name>.');
    for (const [key, value, place] of this.members(node)) {
      if (key === 'driver') profile.driver = this.#sizes(value, DRIVER, `${where}: driver`);
      else if (key === 'executor') profile.executor = this.#sizes(value, EXECUTOR, `${where}: executor`);
      else if (!Object.hasOwn(FIELDS, key)) this.say(place, `${where}: ${quoted(key)} is not known.`, `Known are ${[...Object.keys(FIELDS), 'driver', 'executor'].join(', ')}.`);
      else Object.assign(profile, this.#field(key, FIELDS[key]!, value, where));
    }
    return profile;
  }

  #sizes(node: Node, known: Readonly<Record<string, FieldKind>>, where: string): Record<string, unknown> {
    const sizes: Record<string, unknown> = {};
    if (node.type !== 'object') this.say(node, `${where} is an object.`, `Write { ${Object.keys(known).map((key) => `"${key}"`).join(', ')} } with what you want to set.`);
    else for (const [key, value, at] of this.members(node)) {
      if (!Object.hasOwn(known, key)) this.say(at, `${where}: ${quoted(key)} is not known.`, `Known are ${Object.keys(known).join(', ')}.`);
      else Object.assign(sizes, this.#field(key, known[key]!, value, where));
    }
    return sizes;
  }

  /** The field with its value; nothing where it is wrong. */
  #field(key: string, kind: FieldKind, node: Node, where: string): Record<string, unknown> {
    const value = kind === 'map' && node.type === 'object' ? this.#map(key, node, where) : plain(node);
    const why = whyNot(kind, value);
    if (why !== undefined) {
      this.say(node, `${where}: ${key} ${why}.`, '');
      return {};
    }
    for (const child of kind === 'texts' ? node.children ?? [] : [node]) {
      if (child.type === 'string' && looksSecret('', String(child.value))) this.#refuseSecret(child, `${where}: ${key}`);
    }
    if (kind === 'texts') this.#texts(key, node, where);
    return { [key]: value };
  }

  #texts(key: string, node: Node, where: string): void {
    const items = node.children ?? [];
    items.forEach((item, i) => {
      const text = String(item.value), before = items[i - 1];
      if (key === 'packages' && !COORDINATES.test(text)) this.say(item, `${where}: ${quoted(text)} are no Maven coordinates.`, 'Write group:artifact:version.');
      const named = before !== undefined && /^--?[A-Za-z]/.test(String(before.value)) ? String(before.value) : /^-{0,2}([A-Za-z][\w.-]*)=/.exec(text)?.[1] ?? '';
      if (key === 'arguments' && looksSecret(named, text.slice(text.indexOf('=') + 1)) && !looksSecret('', text)) this.#refuseSecret(item, `${where}: arguments`);
    });
  }

  #map(key: string, node: Node, where: string): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (const [name, value, at] of this.members(node)) {
      const is = key === 'conf' && (value.type === 'number' || value.type === 'boolean') ? this.text.slice(value.offset, value.offset + value.length) : plain(value);
      entries.push([name, is]);
      if (name === '') this.say(at, `${where}: ${key} has an entry without a name.`, '');
      if (key === 'environment' && !VARIABLE.test(name)) this.say(at, `${where}: ${quoted(name)} cannot be the name of a variable.`, 'Names are letters, digits and _, and begin with no digit.');
      if (typeof is === 'string' && looksSecret(key === 'substitutions' ? '' : name, is)) this.#refuseSecret(value, `${where}: ${key} ${quoted(name)}`);
    }
    return Object.fromEntries(entries);
  }

  #refuseSecret(at: Node, where: string): void {
    this.say(at, `${where} looks like a secret, and this file is meant to be shared.`,
      'Let the cluster hold it: a managed identity, a Hadoop credential file (spark.hadoop.hadoop.security.credential.provider.path), or a Key Vault that the job asks. For one submit, give it as an argument of the job.');
  }

  #span(offset: number, length: number): SourceSpan {
    const place = (to: number): { line: number; column: number } => {
      const before = this.text.slice(0, to).split('\n');
      return { line: before.length, column: before.at(-1)?.length ?? 0 };
    };
    const from = place(offset), end = place(offset + length);
    return { file: this.file, ...from, endLine: end.line, endColumn: end.column };
  }
}

function plain(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plain);
  if (node.type === 'object') return Object.fromEntries((node.children ?? []).flatMap(({ children: [key, value] = [] }) => (key && value ? [[String(key.value), plain(value)]] : [])));
  return node.value;
}
