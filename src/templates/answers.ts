/** What may be answered: topic names as Kafka takes them, durations as Spark reads them, paths that fit into a job's text. */
import type { Question, Template } from './template.ts';

export type Answers = Readonly<Record<string, string>>;

/** An answer that cannot be taken. */
export class BadAnswer extends Error {
  constructor(readonly question: string, message: string) { super(message); }
}

const UNITS: Readonly<Record<string, number>> = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
const PART = /^(\d{1,9}) (millisecond|second|minute|hour|day|week)s?$/;

/** Milliseconds of `90 seconds` or `1 hour 30 minutes`; undefined where Spark would not read that, or not in a window. */
export function durationMs(text: string): number | undefined {
  const words = text.trim().toLowerCase().split(/\s+/);
  let sum = 0;
  for (let at = 0; at < words.length; at += 2) {
    const part = PART.exec(words.slice(at, at + 2).join(' '));
    if (!part) return undefined;
    sum += Number(part[1]) * UNITS[part[2]!]!;
  }
  return sum;
}

/** What is wrong with an answer, for whoever types it; undefined: nothing. `others` are the answers so far. */
export function problemWith(template: Template, question: Question, answer: string, others: Answers): string | undefined {
  const of = (each: Question): string => others[each.id] ?? each.default;
  switch (question.kind) {
    case 'topic': {
      if (!/^[A-Za-z0-9._-]{1,249}$/.test(answer) || answer === '.' || answer === '..') return 'A topic name has 1 to 249 letters, digits, dots, underscores and hyphens.';
      const same = template.questions.find((each) => each.kind === 'topic' && each.id !== question.id && of(each) === answer);
      return same && `${same.label} is ${answer} already.`;
    }
    case 'duration': {
      const ms = durationMs(answer);
      if (ms === undefined) return 'A duration is a number and a unit, such as 30 seconds or 1 hour 30 minutes; months have no fixed length.';
      if (ms === 0) return 'A duration is longer than nothing.';
      const longest = template.questions.find(({ id }) => id === question.atMost);
      return longest && ms > (durationMs(of(longest)) ?? Infinity) ? `That is longer than ${of(longest)}, which was given for: ${longest.label}.` : undefined;
    }
    case 'path': {
      if (answer.trim() === '' || answer !== answer.trim()) return 'A path has no space at its ends, and is not empty.';
      return /[\p{Cc}{}]/u.test(answer) ? 'A path has no line breaks, control characters or braces.' : undefined;
    }
  }
}

/** All answers, the defaults among them. @throws BadAnswer */
export function completed(template: Template, given: Answers): Record<string, string> {
  for (const id of Object.keys(given)) {
    if (!template.questions.some((question) => question.id === id)) throw new BadAnswer(id, `${template.id} does not ask for ${id}, but for ${template.questions.map((question) => question.id).join(', ')}.`);
  }
  const answers = Object.fromEntries(template.questions.map((question) => [question.id, given[question.id] ?? question.default]));
  for (const question of template.questions) {
    const problem = problemWith(template, question, answers[question.id]!, answers);
    if (problem !== undefined) throw new BadAnswer(question.id, `${question.label}: ${problem}`);
  }
  return answers;
}
