/** `weir produce --generate`: messages made from a template. */
import { readFileSync } from 'node:fs';
import { formatCaptureLine } from '../kafka/capture-line.ts';
import { KafkaFault } from '../kafka/fault.ts';
import type { GenerateOptions } from '../kafka/generate/index.ts';
import { compileTemplate, generate, messageMaker, PLACEHOLDERS } from '../kafka/generate/index.ts';
import { Exit } from './exit.ts';
import { withGateway } from './kafka-connection.ts';
import type { Parsed } from './options.ts';
import { isSet, numberOf, textOf, UsageError } from './options.ts';
import { plainJson } from './plain.ts';
import { headersOf, wholeOf } from './produce-options.ts';
import { err, out, outClosed, say } from './say.ts';
import { momentOf } from './when.ts';
import { count, plural } from './words.ts';

export function placeholderHelp(): string {
  const uses = Object.values(PLACEHOLDERS).map(({ use, does }) => [`{{${use}}}`, does] as const), width = Math.max(...uses.map(([use]) => use.length));
  return uses.map(([use, does]) => `  ${use.padEnd(width)}  ${does}`).join('\n');
}

export async function produceGenerated(parsed: Parsed, topic: string): Promise<number> {
  const options = optionsOf(parsed);
  if (!isSet(parsed, 'seed')) say(`seed ${options.seed}: --seed ${options.seed} makes the same messages again.`);
  if (isSet(parsed, 'dry-run')) return printed(topic, options);
  return withGateway(parsed, { writable: true }, async (gateway, signal) => {
    const progress = process.stderr.isTTY;
    let written = 0;
    try {
      await generate(gateway, topic, options, { clock: Date.now, signal, onWritten: (so) => {
        written = so;
        if (progress) err(`\r${count(so)} of ${count(options.count)} messages`);
      } });
    } finally {
      if (progress && written > 0) err('\n');
      say(written === options.count ? `${plural(written, 'message')} written to ${topic}.` : `${count(written)} of ${plural(options.count, 'message')} written to ${topic}.`);
    }
    return Exit.done;
  });
}

/** A capture: `weir run --input` and `weir produce --from` read it. */
function printed(topic: string, { count: many, ...options }: GenerateOptions): number {
  const next = messageMaker(options, Date.now);
  for (let offset = 0; offset < many && !outClosed(); offset++) {
    const { key, value, headers = [], timestamp, partition = 0 } = next();
    out(plainJson(formatCaptureLine({ topic, partition, offset, timestamp, key, value, headers: [...headers] })));
  }
  return Exit.done;
}

/** @throws UsageError */
function optionsOf(parsed: Parsed): GenerateOptions {
  const key = textOf(parsed, 'key'), start = textOf(parsed, 'start'), rate = numberOf(parsed, 'rate', 'rate'), partition = wholeOf(parsed, 'partition');
  const given = textOf(parsed, 'generate') ?? '';
  try {
    return {
      value: given.startsWith('@') ? compileTemplate(contentOf(given.slice(1)), given.slice(1)) : compileTemplate(given, '--generate'),
      ...(key === undefined ? {} : { key: compileTemplate(key, '--key') }),
      headers: headersOf(parsed).map((header) => ({ key: header.key, value: compileTemplate(header.text, `--header ${header.key}`) })),
      count: numberOf(parsed, 'count', 'whole') ?? 10, seed: wholeOf(parsed, 'seed') ?? Math.floor(Math.random() * 1_000_000),
      ...(rate === undefined ? {} : { rate }), ...(partition === undefined ? {} : { partition }), ...(start === undefined ? {} : { start: momentOf(start, 'start', Date.now()) }),
    };
  } catch (error) {
    throw error instanceof KafkaFault ? new UsageError(`${error.message}. ${error.hint}`) : error;
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new UsageError(`The template ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
