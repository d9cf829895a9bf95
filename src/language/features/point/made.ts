/** Where a column gets its name. */
import type { ColumnFact } from '../../../protocol/language.ts';
import type { Range } from '../../../syntax/line-index.ts';
import type { Job } from '../../world.ts';

type Point = Pick<Job, 'document' | 'facts'>;

/** The literal that gives a column its name: of `alias("x")`, or of the `withColumn("x", …)` around what makes it. */
export function nameIn({ document }: Point, made: Range, name: string): Range | undefined {
  const statement = document.outline.statementAt(made.to), around = statement?.calls.find((call) => call.name === 'withColumn' && call.args[1] && call.args[1].from <= made.from && made.to <= call.args[1].to);
  const own = around?.args[0]?.string?.text;
  if (own?.value === name) return own.rangeOf(0, name.length);
  const literal = statement?.strings.findLast(({ from, to, text }) => made.from <= from && to <= made.to && text?.value === name);
  return literal && literal.text!.rangeOf(0, name.length);
}

/** The column that a literal gives its name, by what the run told of it: `alias("total")`. */
export function madeBy(job: Point, name: string, literal: Range): ColumnFact | undefined {
  for (const { columns } of job.facts?.facts.frames ?? []) {
    for (const column of columns) {
      const made = column.name === name && column.made && job.facts!.rangeOf(column.made), own = made ? nameIn(job, made, name) : undefined;
      if (own && own.from >= literal.from && own.to <= literal.to) return column;
    }
  }
  return undefined;
}
