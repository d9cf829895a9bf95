/** JUnit's XML, as CI systems read it. */
import { relative } from 'node:path';
import type { TestFileProblem, TestResult } from '../protocol/stream-test.ts';

export interface FileReport {
  file: string;
  results: readonly TestResult[];
  /** Of the file itself. */
  problems: readonly TestFileProblem[];
}

export function junitXml(reports: readonly FileReport[], cwd: string): string {
  const suites = reports.map((report) => suiteOf(report, cwd)), all = reports.flatMap(({ results }) => results), broken = reports.reduce((sum, { problems }) => sum + problems.length, 0);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="weir test" ${counts(all, broken)}>\n${suites.join('')}</testsuites>\n`;
}

function suiteOf({ file, results, problems }: FileReport, cwd: string): string {
  const name = relative(cwd, file) || file;
  const cases = [...problems.map(({ message, hint, span }) => `    <testcase name=${attribute(`line ${span.line}`)} classname=${attribute(name)} file=${attribute(name)} line="${span.line}" time="0">\n      <error message=${attribute(message)} type="unreadable">${text(`${name}:${span.line}: ${message} ${hint}`)}</error>\n    </testcase>\n`), ...results.map((result) => caseOf(result, name))];
  return `  <testsuite name=${attribute(name)} ${counts(results, problems.length)}>\n${cases.join('')}  </testsuite>\n`;
}

function counts(results: readonly TestResult[], broken: number): string {
  const of = (...outcomes: string[]): number => results.filter(({ outcome }) => outcomes.includes(outcome)).length, seconds = results.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1000;
  return `tests="${results.length + broken}" failures="${of('failed')}" errors="${of('errored', 'refused') + broken}" time="${seconds.toFixed(3)}"`;
}

function caseOf({ name, outcome, failures, tookMs, output }: TestResult, classname: string): string {
  const head = `    <testcase name=${attribute(name)} classname=${attribute(classname)} file=${attribute(classname)} time="${(tookMs / 1000).toFixed(3)}"`;
  if (outcome === 'passed') return `${head}/>\n`;
  const tag = outcome === 'failed' ? 'failure' : 'error';
  // One element a test, since readers of the format take the first: all failures are in its text.
  const body = failures.map(({ message, span, table }) => `${span.file}:${span.line}: ${message}${table === undefined ? '' : `\n${table}`}`).join('\n\n');
  return `${head}>\n      <${tag} message=${attribute(failures[0]?.message ?? outcome)} type="${outcome}">${text(body)}</${tag}>\n${output === '' ? '' : `      <system-out>${text(output)}</system-out>\n`}    </testcase>\n`;
}

/** XML 1.0 has no control characters, no half surrogates, no U+FFFE: they are shown by their numbers. */
const legal = (value: string): string => value.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`);
const text = (value: string): string => legal(value).replace(/[&<>\r]/g, (char) => `&#${char.charCodeAt(0)};`);
const attribute = (value: string): string => `"${legal(value).replace(/[&<>"\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`)}"`;
