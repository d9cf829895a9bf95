/** A column's name, changed through the job; refused by name where something else may mean it too. */
import type { Range } from '../../../syntax/line-index.ts';
import type { Job } from '../../world.ts';
import { sameName } from '../point/fields.ts';
import { targetAt } from '../point/target.ts';
import { nameIn } from '../point/made.ts';
import { mentions, sameColumn, unique } from './places.ts';

type Point = Pick<Job, 'document' | 'facts'>;
export type Renamed = { edits: (Range & { insert: string })[] } | { refused: string };

/** Whether there is a column to rename; its place and name. */
export function renamable(job: Point, offset: number): (Range & { name: string }) | { refused: string } | undefined {
  const target = targetAt(job, offset);
  if (target?.kind !== 'column') return undefined;
  if (target.path.length > 1) return { refused: `${target.path.join('.')} is a field inside a column: its name is part of a type.` };
  if (job.facts?.current !== true) return { refused: 'The job was changed since it was looked at: wait a moment, and try again.' };
  if (!target.column.made) return { refused: `${target.column.name} comes from the source: rename it where the source is read, with withColumnRenamed or alias.` };
  return { from: target.from, to: target.to, name: target.column.name };
}

export function rename(job: Point, offset: number, name: string): Renamed {
  const target = targetAt(job, offset), able = renamable(job, offset);
  if (target?.kind !== 'column' || !able) return { refused: 'There is no column here.' };
  if ('refused' in able) return able;
  if (!/^[A-Za-z_]\w*$/.test(name)) return { refused: `${name} is no plain name: letters, digits and _ only.` };
  const { column } = target, old = column.name, made = job.facts!.rangeOf(column.made!), literal = made && nameIn(job, made, old);
  if (!literal) return { refused: `${old} gets its name from something else than a text in line ${column.made!.line}: a star, a schema, or Spark.` };
  const clash = job.facts!.frames.find(({ frame }) => frame.columns.some((each) => sameColumn(each, column)) && frame.columns.some((each) => sameName(each.name, name) && !sameColumn(each, column)));
  if (clash) return { refused: `There is a column ${name} beside it already, in line ${clash.frame.span.line}.` };
  const all = mentions(job), own = unique([literal, ...all.filter((each) => sameColumn(each.column, column))]), others = all.filter((each) => !sameColumn(each.column, column));
  const elsewhere = unknown(job, old, [...own, ...others]);
  if (elsewhere !== undefined) return { refused: `${old} stands in line ${elsewhere} too, where it is not known what it means. Rename it by hand.` };
  return { edits: own.map((range) => ({ ...range, insert: name })) };
}

/** The line of a word in a string, or behind a dot or as a keyword, that no mention accounts for. */
function unknown({ document }: Point, name: string, known: readonly Range[]): number | undefined {
  const accounted = (from: number): boolean => known.some((range) => range.from <= from && from < range.to);
  let found: number | undefined;
  document.tree.iterate({
    enter: ({ node, name: kind }) => {
      if (found !== undefined) return false;
      const called = kind === 'PropertyName' && node.parent?.parent?.name === 'CallExpression' && node.parent.parent.firstChild?.from === node.parent.from;
      const word = kind === 'PropertyName' && !called, keyword = kind === 'VariableName' && node.nextSibling?.name === 'AssignOp' && node.parent?.name === 'ArgList';
      if (kind !== 'String' && kind !== 'FormatString' && !word && !keyword) return undefined;
      for (const { index } of document.slice(node).matchAll(new RegExp(`(?<![\\w])${name.replaceAll(/\W/g, '\\$&')}(?![\\w])`, 'gi'))) {
        if (!accounted(node.from + index)) found = document.lines.lineAt(node.from + index) + 1;
      }
      return undefined;
    },
  });
  return found;
}
