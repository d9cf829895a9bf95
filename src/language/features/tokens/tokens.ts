/** What semantic highlighting adds: columns that exist, and functions of Spark, in code and in SQL. */
import { sqlFunctions } from '../../../spark/functions/describe.ts';
import { lex } from '../../../spark/sql/lexer.ts';
import type { Range } from '../../../syntax/line-index.ts';
import type { Job } from '../../world.ts';
import { atOnce, type Steps } from '../../steps.ts';
import { mentionSteps } from '../navigation/places.ts';
import { literalAt } from '../point/literal.ts';
import { FUNCTIONS } from '../point/roles.ts';

export const TYPES = ['property', 'function'] as const;
export interface Marked extends Range { type: (typeof TYPES)[number] }

/** In order; none lies in another, none goes over the end of a line. */
export const tokensOf = (job: Pick<Job, 'document' | 'facts'>): Marked[] => atOnce(tokenSteps(job));

export function* tokenSteps(job: Pick<Job, 'document' | 'facts'>): Steps<Marked[]> {
  const { document } = job, { outline } = document, found: Marked[] = (yield* mentionSteps(job)).map(({ from, to }) => ({ from, to, type: 'property' }));
  for (const { full, at } of outline.calls) if (full?.startsWith(`${FUNCTIONS}.`)) found.push({ ...at, type: 'function' });
  for (const literal of outline.strings) {
    yield;
    const at = literal.text && literalAt(job, literal.text.sourceOf(0));
    if (at?.role?.is !== 'expression' && at?.role?.is !== 'statement') continue;
    const { tokens } = lex(at.value);
    tokens.forEach((token, i) => {
      if (tokens[i + 1]?.text === '(' && sqlFunctions().has(token.text.toLowerCase())) found.push({ ...literal.text!.rangeOf(token.start, token.end), type: 'function' });
    });
  }
  let end = -1;
  return found.sort((a, b) => a.from - b.from || a.to - b.to).filter(({ from, to }) => {
    const fits = from >= end && to > from && !document.slice({ from, to }).includes('\n');
    if (fits) end = to;
    return fits;
  });
}
