/** `weir new`: a job from a template, its questions asked on a terminal. */
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { BadAnswer, completed, problemWith } from '../templates/answers.ts';
import { CannotWrite, createProject, type Project } from '../templates/project.ts';
import { listTemplates, type Template } from '../templates/template.ts';
import { Exit } from './exit.ts';
import { choiceOf, isSet, optionHelp, parseOptions, textsOf, UsageError, type OptionSpec } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { err, out, say } from './say.ts';
import { table } from './table.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'yes', help: 'asks nothing: every question has its default', fallback: 'asks on a terminal; elsewhere as --yes' },
  { name: 'set', value: '<question>=<answer>', repeatable: true, help: 'answers a question, which then is not asked; repeatable' },
  { name: 'format', value: 'table|json', help: 'how the list of templates, or what was written, is printed', fallback: 'table' },
  { name: 'help', help: 'shows this' },
];
const TEMPLATES = join(__dirname, '..', 'media', 'templates');

const help = (templates: readonly Template[]): string => `weir new: a complete job from a template: job, generator, captures, stream test, README

Usage: weir new [options] [<template> [dir]]

Without a template, all of them are listed. The folder is named as the template where none is given. Nothing that is there is written
over, and nothing is written where something is wrong.

Options:
${optionHelp(OPTIONS)}

Templates, their questions and the defaults:
${templates.map(({ id, questions }) => `  ${id}\n${questions.map((question) => `    ${question.id}=${question.default}   ${question.label}`).join('\n')}`).join('\n')}

Exit codes: 0 done, 1 the folder cannot be written, 2 wrong use, 77 not permitted, 130 interrupted.
`;

export async function newJob(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true }), [id, dir, more] = parsed.rest, json = choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json';
  const templates = await listTemplates(TEMPLATES);
  if (isSet(parsed, 'help')) {
    out(help(templates));
    return Exit.done;
  }
  if (id === undefined) {
    if (textsOf(parsed, 'set').length > 0 || isSet(parsed, 'yes')) throw new UsageError(`Which template? One of ${templates.map((template) => template.id).join(', ')}.`);
    list(templates, json);
    return Exit.done;
  }
  if (more !== undefined) throw new UsageError(`One template and one folder, please: ${more} is one too many.`);
  const template = templates.find((each) => each.id === id);
  if (!template) throw new UsageError(`There is no template ${id}. There are ${templates.map((each) => each.id).join(', ')}.`);
  try {
    const given = settings(textsOf(parsed, 'set'));
    completed(template, given);
    const answers = process.stdin.isTTY && process.stderr.isTTY && !isSet(parsed, 'yes') ? await asked(template, given) : given;
    if (!answers) return Exit.interrupted;
    print(await createProject(TEMPLATES, id, resolve(dir ?? id), answers), dir ?? id, template, json);
    return Exit.done;
  } catch (error) {
    if (error instanceof BadAnswer) throw new UsageError(error.message);
    if (!(error instanceof CannotWrite)) throw error;
    say(error.message);
    return ['EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '') ? Exit.notPermitted : Exit.failed;
  }
}

function settings(pairs: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--set is written as question=answer, not ${pair}.`);
    if (Object.hasOwn(given, pair.slice(0, at))) throw new UsageError(`${pair.slice(0, at)} was answered twice.`);
    given[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return given;
}

/** undefined: Ctrl-C, or the input ended. */
async function asked(template: Template, given: Readonly<Record<string, string>>): Promise<Record<string, string> | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr }), answers = { ...given };
  const closed = new Promise<undefined>((end) => { lines.once('close', () => { end(undefined); }); });
  err(`${template.name}: ${template.description} Enter takes what stands in brackets.\n`);
  try {
    for (const question of template.questions) {
      while (answers[question.id] === undefined) {
        const line = await Promise.race([lines.question(`${question.label} [${question.default}]: `), closed]);
        if (line === undefined) return undefined;
        const answer = line.trim() || question.default, problem = problemWith(template, question, answer, answers);
        if (problem === undefined) answers[question.id] = answer;
        else err(`  ${problem}\n`);
      }
    }
    return answers;
  } finally {
    lines.close();
  }
}

function list(templates: readonly Template[], json: boolean): void {
  if (json) return out(`${plainJson(JSON.stringify(templates.map(({ id, name, description, questions }) => ({ id, name, description, questions: questions.map(({ places: _, ...question }) => question) }))))}\n`);
  const { head, lines } = table([{ name: 'template', numeric: false }, { name: 'what it shows', numeric: false }], templates.map(({ id, description }) => [id, description]));
  out([head, ...lines, ''].join('\n'));
}

function print({ folder, files, leftOut, open, readme }: Project, named: string, template: Template, json: boolean): void {
  if (json) return out(`${plainJson(JSON.stringify({ template: template.id, folder, open, readme, files, leftOut }))}\n`);
  out(plainText(`${template.name}: ${files.length} files in ${named}\n`));
  for (const name of leftOut) out(plainText(`${name} was left out: the rows it expects are those of the template's own durations.\n`));
  out(plainText(`Next: cd ${named} && weir run --verbose ${template.open}\n`));
}
