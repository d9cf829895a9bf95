/** Templates of messages: text with {{placeholders}}. */
import { KafkaFault } from '../fault.ts';
import type { Making, Maker } from './placeholders.ts';
import { PLACEHOLDERS } from './placeholders.ts';
import { Random } from './random.ts';

/** What a piece of a template gives for a message. */
type Part = (making: Making) => string;
export type Template = Part;

/**
 * Compiles a template; `name` is what errors call it. One that begins with `{` or `[` is JSON: a text is put between quotes where the
 * template does not do it, and escaped. Such a template is tried once, so that what it gives is JSON. @throws KafkaFault
 */
export function compileTemplate(source: string, name: string): Template {
  const json = /^\s*[{[]/.test(source.replace(/^\s*\{\{/, 'x')), parts: Part[] = [];
  let at = 0, quoted = false;
  for (const match of source.matchAll(/\{\{((?:[^{}"']|"[^"]*"|'[^']*')*)\}\}/g)) {
    const literal = source.slice(at, match.index);
    stray(literal, source, at, name);
    if (json) quoted = endsQuoted(literal, quoted);
    const maker = makerOf(match[1]!, place(source, match.index, name)), within = quoted;
    parts.push(() => literal, (making) => written(maker(making), json, within));
    at = match.index + match[0].length;
  }
  const rest = source.slice(at);
  stray(rest, source, at, name);
  const template: Template = (making) => parts.map((part) => part(making)).join('') + rest;
  if (json) tried(template, name);
  return template;
}

function written({ text, bare }: ReturnType<Maker>, json: boolean, quoted: boolean): string {
  if (!json || bare) return text;
  return quoted ? JSON.stringify(text).slice(1, -1) : JSON.stringify(text);
}

/** Whether a text of JSON goes on behind this piece. */
function endsQuoted(piece: string, quoted: boolean): boolean {
  for (let i = 0; i < piece.length; i++) {
    if (quoted && piece[i] === '\\') i++;
    else if (piece[i] === '"') quoted = !quoted;
  }
  return quoted;
}

function makerOf(inside: string, where: string): Maker {
  const [name = '', ...args] = [...inside.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map((match) => match[1] ?? match[2] ?? match[0]);
  const placeholder = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name] : undefined;
  if (!placeholder) throw wrong(`${where}: there is no {{${name}}}`);
  try {
    return placeholder.make(args);
  } catch (error) {
    throw wrong(`${where}: {{${name}}}: ${error instanceof Error ? error.message : String(error)}`, `It is written as {{${placeholder.use}}}.`);
  }
}

const place = (source: string, at: number, name: string): string => {
  const before = source.slice(0, at).split('\n');
  return `${name}, line ${before.length}, column ${before.at(-1)!.length + 1}`;
};

/** `{{` that no `}}` ends would be written as it stands. JSON ends objects with `}}`, so only the opening is looked for, where no JSON could mean it. */
function stray(literal: string, source: string, at: number, name: string): void {
  const open = literal.indexOf('{{');
  if (open >= 0) throw wrong(`${place(source, at + open, name)}: a placeholder has no end`);
}

function tried(template: Template, name: string): void {
  const sample = template({ index: 0, now: 0, random: new Random(1), key: 'key' });
  try {
    JSON.parse(sample);
  } catch (error) {
    throw wrong(`${name} gives no JSON (${error instanceof Error ? error.message : String(error)}): ${sample.length > 200 ? `${sample.slice(0, 199)}…` : sample}`, 'Correct it, or begin it with something else than { or [ where it is meant to be plain text.');
  }
}

const wrong = (message: string, hint = `Known are ${Object.keys(PLACEHOLDERS).map((each) => `{{${each}}}`).join(' ')}.`): KafkaFault => new KafkaFault('template', message, hint);
