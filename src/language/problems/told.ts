/** What Spark or Python said in the plan-only run, at its exact place. */
import { basename } from 'node:path';
import type { Problem } from '../../protocol/run.ts';
import { isCertain } from '../../syntax/certain.ts';
import type { Range } from '../../syntax/line-index.ts';
import type { Job } from '../world.ts';
import type { ProblemCode } from './codes.ts';
import { nearest } from './nearest.ts';
import type { Fix, JobProblem } from './problem.ts';

/** Said by a run that writes or waits: a plan-only run does neither. */
const NOT_OF_THE_JOB = new Set(['late-rows', 'timed-out', 'no-such-file']);

export function toldProblems(job: Job): JobProblem[] {
  const { facts } = job.facts!;
  const told = facts.problems.filter(({ code }) => !NOT_OF_THE_JOB.has(code)).flatMap((problem) => toldProblem(job, problem));
  if (!facts.cut) return told;
  const first = firstLine(job);
  return [...told, { ...first, code: 'plan-cut', severity: 'info', message: `The job still ran after ${facts.cut.afterSeconds} s and was ended: it waits, loops or serves before its queries are all started. What comes after that point was not looked at.` }];
}

export function toldProblem(job: Job, problem: Problem): JobProblem[] {
  const { span, errorClass, hint } = problem, elsewhere = span !== undefined && span.file !== job.facts!.facts.file;
  const call = elsewhere || !span ? firstLine(job) : job.facts!.rangeOf(span);
  if (!call) return [];
  const text = withoutPlan(problem.message), range = elsewhere ? call : inside(job, call, text);
  const where = elsewhere ? `${basename(span.file)}:${span.line}: ` : '', named = errorClass === undefined || errorClass === 'AnalysisException' || errorClass === 'ParseException' ? '' : `${errorClass}: `;
  const { code, severity, note } = judged(problem);
  const fixes = elsewhere ? [] : meant(job, range, text);
  return [{ ...range, code, severity, message: [`${where}${named}${text}`, note, hint].filter(Boolean).join('\n'), ...(fixes.length > 0 && { fixes }) }];
}

function judged(problem: Problem): { code: ProblemCode; severity: JobProblem['severity']; note?: string } {
  if (isCertain(problem)) return { code: problem.code === 'python-syntax' || problem.code === 'spark-analysis' ? problem.code : 'python-exception', severity: 'error' };
  switch (problem.code) {
    case 'not-simulated': return { code: 'not-simulated', severity: 'info', note: 'What comes after it was not looked at.' };
    case 'missing-module': return { code: 'missing-module', severity: 'warning', note: 'What comes after it was not looked at.' };
    case 'python-exception': return problem.errorClass === 'IllegalArgumentException' || problem.errorClass === 'Py4JJavaError' ? { code: 'spark-refuses', severity: 'error' }
      : { code: 'python-exception', severity: 'warning', note: 'Raised in a run in which every action has no rows; what comes after it was not looked at.' };
    default: return { code: 'simulator', severity: 'info' };
  }
}

/** An AnalysisException shows the plan behind its sentence. */
const withoutPlan = (message: string): string => message.split(';\n')[0]!.trim();

const firstLine = ({ document }: Job): Range => ({ from: document.lines.startOf(0), to: document.lines.endOf(0) });

/** The name that is said to be wrong, where it stands once in the call; the place in its SQL text, where one is told. */
function inside({ document }: Job, call: Range, message: string): Range {
  const strings = (document.outline.statementAt(call.to)?.strings ?? []).filter(({ from, to, text }) => from >= call.from && to <= call.to && text !== undefined);
  const at = /[;(]\s*line (\d+),? pos (\d+)\)?/.exec(message);
  const inSql = at ? strings.filter(({ text }) => text!.value.split('\n').length >= Number(at[1]) && /\s|\(/.test(text!.value)) : [];
  if (at && inSql.length === 1) {
    const { text } = inSql[0]!, lines = text!.value.split('\n'), start = lines.slice(0, Number(at[1]) - 1).reduce((sum, line) => sum + line.length + 1, 0) + Number(at[2]);
    const word = /^(?:`[^`]*`|[\w.]+|\S)/.exec(text!.value.slice(start))?.[0].length ?? 0;
    return text!.rangeOf(start, start + Math.max(1, word));
  }
  const name = /(?:Column|cannot resolve|column name|Unable to parse|option|USING column) [`'"]([^`'"]+)[`'"]/i.exec(message)?.[1];
  const found = name === undefined ? [] : strings.filter(({ text }) => text!.value === name);
  return found.length === 1 ? { from: found[0]!.from, to: found[0]!.to } : call;
}

/** `Did you mean one of the following? [a, b]`: the nearest takes the literal's place. */
function meant({ document }: Job, range: Range, message: string): Fix[] {
  const list = /Did you mean one of the following\? \[([^\]]*)\]/.exec(message)?.[1] ?? /given input columns:? \[([^\]]*)\]/.exec(message)?.[1];
  const literal = document.outline.statementAt(range.to)?.strings.find(({ from, to }) => from === range.from && to === range.to);
  if (list === undefined || !literal?.text) return [];
  const known = list.split(',').map((each) => each.trim().split('.').at(-1)!.replaceAll('`', '')), name = nearest(literal.text.value, known);
  const inner = literal.text.rangeOf(0, literal.text.value.length);
  return name === undefined ? [] : [{ title: `Change to '${name}'`, edits: [{ ...inner, insert: name }], preferred: true }];
}
