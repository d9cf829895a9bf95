/** Options that a format does not have, and values that an option does not take. */
import { kafkaClientOptions, optionOf, optionsOf, type OptionInfo, type Way } from '../../../spark/options/index.ts';
import { ioChains, type GivenOption } from '../../io-chains.ts';
import { nearest } from '../nearest.ts';
import type { JobProblem } from '../problem.ts';
import type { Place } from './check.ts';
import { wrongValue } from './option-values.ts';

export function optionProblems({ statement, text }: Place): JobProblem[] {
  return ioChains(statement, text).flatMap(({ way, format, options }) => {
    const known = format === undefined ? undefined : optionsOf(format, way);
    return known ? options.flatMap((option) => problem(option, format!, way, known)) : [];
  });
}

function problem(given: GivenOption, format: string, way: Way, known: readonly OptionInfo[]): JobProblem[] {
  const info = optionOf(format, way, given.name);
  if (info) return valueProblem(given, info);
  const isClient = /^kafka\./i.test(given.name) && format.toLowerCase() === 'kafka';
  const name = nearest(given.name, [...known, ...(format.toLowerCase() === 'kafka' ? kafkaClientOptions() : [])].map((each) => each.name));
  // Kafka's clients may know settings that are not listed here: only what is nearly one is said to be none.
  if (isClient && name === undefined) return [];
  const other = (['read', 'readStream', 'write', 'writeStream'] as const).find((each) => each !== way && optionOf(format, each, given.name) !== undefined);
  const what = format.toLowerCase() === 'foreachbatch' ? 'A query that is written by a function' : `${named(format)} in ${WAYS[way]}`;
  const hint = other !== undefined ? ` It is one for ${WAYS[other]}.` : name === undefined ? '' : ` Did you mean '${name}'?`;
  return [{
    ...given.at, code: 'unknown-option', severity: 'warning', message: `${what} has no option '${given.name}': it is ignored.${hint}`,
    ...(name !== undefined && other === undefined && { fixes: [{ title: `Change to '${name}'`, edits: [{ ...(given.inner ?? given.at), insert: name }], preferred: true }] }),
  }];
}

const named = (format: string): string => (format.toLowerCase() === 'kafka' ? 'Kafka' : `The format ${format}`);
const WAYS: Readonly<Record<Way, string>> = { read: 'a batch read', readStream: 'a stream', write: 'a batch write', writeStream: 'a streaming write' };

function valueProblem({ value }: GivenOption, info: OptionInfo): JobProblem[] {
  const wrong = value && wrongValue(info, value.text);
  if (!value || !wrong) return [];
  const { message, severity, instead } = wrong, inner = value.quoted?.rangeOf(0, value.text.length) ?? value.at;
  return [{
    ...value.at, code: 'option-value', severity, message: `${info.name}: ${message}`,
    ...(instead !== undefined && { fixes: [{ title: `Change to '${instead}'`, edits: [{ ...inner, insert: value.quoted ? instead : JSON.stringify(instead) }], preferred: true }] }),
  }];
}
