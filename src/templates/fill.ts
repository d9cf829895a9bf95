/** Answers put where the defaults stand. */
import type { Answers } from './answers.ts';
import { BadTemplate, type Place, type Question, type Template } from './template.ts';

export interface Filled {
  files: Map<string, string>;
  /** Stream tests that are not among them: the rows they expect are those of other durations. */
  leftOut: string[];
}

const STREAM_TEST = '.stream-test.yaml';

/** @throws BadTemplate where a default does not stand in its place */
export function fill(template: Template, files: ReadonlyMap<string, string>, answers: Answers): Filled {
  const answerTo = (question: Question): string => answers[question.id] ?? question.default;
  const otherRows = template.questions.some((question) => question.kind === 'duration' && answerTo(question) !== question.default);
  const leftOut = otherRows ? [...files.keys()].filter((name) => name.endsWith(STREAM_TEST)) : [];
  // All places are found before one is filled: an answer that is another question's default is not taken for it.
  const places = template.questions.flatMap((question) => question.places.map((place) => ({ place, question, mark: `\u0000${question.id}\u0000` })));
  const filled = new Map<string, string>();
  for (const [name, text] of files) {
    if (leftOut.includes(name)) continue;
    const end = (value: string): string => template.questions.reduce((all, question) => all.replaceAll(`\u0000${question.id}\u0000`, () => written(answerTo(question), question, name)), value);
    const newName = end(places.filter(({ place }) => place.file === '*').reduce((all, { place, question, mark }) => marked(all, place, question, mark), name));
    filled.set(newName, end(places.filter(({ place }) => place.file === '*' || place.file === name).reduce((all, { place, question, mark }) => {
      const found = marked(all, place, question, mark);
      if (place.file !== '*' && found === all) throw new BadTemplate(`${template.id}: ${place.text.replace('{}', question.default)} does not stand in ${name}.`);
      return found;
    }, text)));
  }
  for (const { place } of places) if (place.file !== '*' && !files.has(place.file)) throw new BadTemplate(`${template.id} has no file ${place.file}.`);
  return { files: filled, leftOut };
}

/** A default that stands alone is found as a word of its own: `orders` is not found in `orders-late`. */
function marked(text: string, { text: wanted }: Place, question: Question, mark: string): string {
  const quoted = (plain: string): string => plain.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), [before = '', after = ''] = wanted.split('{}'), start = before === '' ? '(?<![\\w-])' : '', end = after === '' ? '(?![\\w-])' : '';
  return text.replace(new RegExp(start + quoted(before + question.default + after) + end, 'g'), () => before + mark + after);
}

/** In Python's text a backslash and a quote are escaped. */
const written = (answer: string, { kind }: Question, file: string): string => (kind === 'path' && file.endsWith('.py') ? answer.replace(/[\\"]/g, '\\$&') : answer);
