/** A job template: a folder with `template.json`, which says what is asked before the other files become a project. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const QUESTION_KINDS = ['topic', 'duration', 'path'] as const;
export type QuestionKind = typeof QUESTION_KINDS[number];

/** Where an answer goes: `text` holds `{}` for it, and stands there with the default in its place. `*`: all files, and their names. */
export interface Place { file: string; text: string }

export interface Question {
  id: string;
  kind: QuestionKind;
  label: string;
  default: string;
  places: Place[];
  /** The duration of another question that this one may not exceed. */
  atMost?: string;
}

export interface Template {
  /** The name of its folder. */
  id: string;
  name: string;
  description: string;
  /** The file to open, and what is to be read beside it. */
  open: string;
  readme: string;
  questions: Question[];
}

/** What stands in a template that is wrong: its author's fault, not that of whoever fills it. */
export class BadTemplate extends Error {}

const MANIFEST = 'template.json';
/** What a run leaves behind is no part of a template. */
const NOT_OURS = new Set([MANIFEST, '__pycache__', 'checkpoints']);

/** All templates of a folder, in the order of their names. */
export async function listTemplates(folder: string): Promise<Template[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const templates = await Promise.all(entries.filter((entry) => entry.isDirectory()).map(({ name }) => readTemplate(folder, name)));
  return templates.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws BadTemplate */
export async function readTemplate(folder: string, id: string): Promise<Template> {
  const wrong = (what: string): BadTemplate => new BadTemplate(`${id}/${MANIFEST}: ${what}`);
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(join(folder, id, MANIFEST), 'utf8'));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const { questions, ...texts } = manifest as Record<string, unknown>;
  if (!Array.isArray(questions)) throw wrong('questions is no list');
  const text = (of: Record<string, unknown>, key: string): string => {
    const value = of[key];
    if (typeof value !== 'string' || value === '') throw wrong(`${key} is no text`);
    return value;
  };
  return {
    id, name: text(texts, 'name'), description: text(texts, 'description'), open: text(texts, 'open'), readme: text(texts, 'readme'),
    questions: questions.map((each: Record<string, unknown>) => {
      const kind = QUESTION_KINDS.find((known) => known === each['kind']), { places } = each;
      if (kind === undefined) throw wrong(`a question's kind is one of ${QUESTION_KINDS.join(', ')}`);
      if (!Array.isArray(places) || places.length === 0) throw wrong(`${text(each, 'id')} has no places`);
      return {
        id: text(each, 'id'), kind, label: text(each, 'label'), default: text(each, 'default'), ...(each['atMost'] !== undefined && { atMost: text(each, 'atMost') }),
        places: places.map((place: Record<string, unknown>) => ({ file: text(place, 'file'), text: text(place, 'text') })),
      };
    }),
  };
}

/** The files that become the project, by their names with `/` between the parts. */
export async function templateFiles(folder: string, id: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const read = async (under: string): Promise<void> => {
    for (const entry of (await readdir(join(folder, id, under), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = under === '' ? entry.name : `${under}/${entry.name}`;
      if (NOT_OURS.has(name) || entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) await read(name);
      else files.set(name, await readFile(join(folder, id, name), 'utf8'));
    }
  };
  await read('');
  return files;
}
