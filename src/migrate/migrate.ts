/** A migration from start to end: the job is run plan-only, edited, and what came of it is run plan-only too. What Spark would refuse is not handed out. */
import type { PlanFacts, Planner } from '../protocol/language.ts';
import type { MigrateAnswer, MigrateOptions, Migration, MigrateRefusal } from '../protocol/migrate.ts';
import { PythonDocument } from '../syntax/python-document.ts';
import { before } from './edits.ts';
import { Job, Refused } from './job.ts';
import { refusalOf } from './rules.ts';
import { toBatch } from './to-batch.ts';
import { toStreaming } from './to-streaming.ts';

/** Attempts at output modes: each is a run. */
const ATTEMPTS = 3;

/** Never rejects with what is wrong with the job: that is a refusal. */
export async function migrate(planner: Planner, { file, source }: { file: string; source: string }, options: MigrateOptions): Promise<MigrateAnswer> {
  const document = PythonDocument.of(file, source);
  if (!document.outline.usesSpark) return { refusals: [{ line: 1, column: 1, reason: 'Nothing of pyspark is imported here: this is no Spark job in Python.', wayOut: 'Name the file that makes the SparkSession and reads the data.' }] };
  const facts = await planner.plan({ file, source });
  if (!facts) return { refusals: [notRun] };
  try {
    return options.to === 'streaming' ? await streaming(planner, document, facts, options) : await checked(planner, document, toBatch(document, facts, options));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refusals: [...error.refusals].sort((a, b) => a.line - b.line || a.column - b.column) };
  }
}

const notRun: MigrateRefusal = { line: 1, column: 1, reason: 'The job could not be run without data, so what it means is not known.', wayOut: 'Try again when no other run of it is wanted.' };

async function streaming(planner: Planner, document: PythonDocument, facts: PlanFacts, options: MigrateOptions): Promise<MigrateAnswer> {
  const draft = toStreaming(document, facts, options), most = Math.min(ATTEMPTS, Math.max(...draft.modes.map(({ length }) => length)));
  let answer: MigrateAnswer | undefined;
  for (let attempt = 0; attempt < most; attempt++) {
    let tried: MigrateAnswer;
    try {
      tried = await checked(planner, document, draft.with(draft.modes.map((modes) => modes[Math.min(attempt, modes.length - 1)]!)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tried = { refusals: [...error.refusals] };
    }
    if ('migration' in tried) return tried;
    // What stands in the way of the best is what is said.
    answer ??= tried;
  }
  return answer!;
}

/** What came of the edits, as Spark would take it. */
async function checked(planner: Planner, document: PythonDocument, migration: Migration): Promise<MigrateAnswer> {
  const { text, changes, queries } = migration, after = await planner.plan({ file: document.file, source: text });
  if (!after) return { refusals: [notRun] };
  const job = new Job(document, after), made = PythonDocument.of(document.file, text);
  const errors = after.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    return { refusals: errors.map((problem) => {
      const own = problem.span?.file === document.file ? problem.span : undefined, offset = own ? before(made.lines.rangeOf(own).from, changes) : 0, { line, character } = document.lines.positionAt(offset);
      return refusalOf(problem, line + 1, character + 1);
    }) };
  }
  if (after.cut) return { refusals: [job.refusal(undefined, `What came of the edits still ran after ${after.cut.afterSeconds} s without data.`, 'Let the job come to its end by itself, or give the run more time.')] };
  if (after.exitCode !== 0) return { refusals: [job.refusal(undefined, `What came of the edits ends with exit code ${after.exitCode}.`, 'Let the job come to its end by itself, and try again.')] };
  const started = new Set(after.queries.map(({ name }) => name)), lacking = migration.to === 'streaming' ? queries.find(({ name }) => !started.has(name)) : undefined;
  if (lacking) return { refusals: [{ line: lacking.line, column: lacking.column + 1, reason: `The query ${lacking.name} is not started by what came of the edits.`, wayOut: 'Let the job come to this line whatever it reads, and try again.' }] };
  if (migration.to === 'batch' && (after.queries.length > 0 || after.frames.some(({ streaming: is }) => is))) return { refusals: [job.refusal(undefined, 'Something of the job would still be a stream.', 'Write every reader and writer of a stream in one expression each, and try again.')] };
  return { migration };
}
