/** "Format SQL" at a string of SQL, and for all of a file. */
import type { Range } from '../../../syntax/line-index.ts';
import type { StringLiteral } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import { literalAt } from '../point/literal.ts';
import { formatSql } from './format.ts';

export interface SqlEdit extends Range { insert: string }

/** Strings of SQL that can be laid out and are not yet, within a stretch. */
export function sqlEdits(job: Pick<Job, 'document' | 'facts'>, { from, to }: Range): SqlEdit[] {
  return job.document.outline.strings.filter((literal) => literal.from <= to && literal.to >= from).flatMap((literal) => editOf(job, literal) ?? []);
}

function editOf(job: Pick<Job, 'document' | 'facts'>, literal: StringLiteral): SqlEdit | undefined {
  const { document } = job, source = document.slice(literal), open = /^([rRuU]?)("""|'''|"|')/.exec(source), role = literal.text && literalAt(job, literal.text.sourceOf(0))?.role;
  if (!open || !literal.text || (role?.is !== 'expression' && role?.is !== 'statement')) return undefined;
  const quote = open[2]!, inner = source.slice(open[0].length, -quote.length);
  // One literal without escapes: what is written is what is meant.
  if (inner !== literal.text.value || inner.includes('\\') || !source.endsWith(quote)) return undefined;
  const triple = quote.length === 3, line = document.lines.startOf(document.lines.lineAt(literal.from)), indent = `${/^[ \t]*/.exec(document.text.slice(line, literal.from))![0]}    `;
  const made = formatSql(inner, { statement: role.is === 'statement', indent, several: triple });
  if (made === undefined) return undefined;
  const laid = triple && made.includes('\n') ? `\n${indent}${made}\n${indent.slice(4)}` : made;
  // The SQL may hold no quote that ends the string.
  return laid === inner || laid.includes(quote) || laid.endsWith(quote[0]!) ? undefined : { from: literal.from + open[0].length, to: literal.to - quote.length, insert: laid };
}
