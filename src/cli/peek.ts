/** `weir peek`. */
import { formatCaptureLine } from '../kafka/capture-line.ts';
import type { ClusterGateway } from '../kafka/gateway.ts';
import { messageAt, inTimeOrder } from '../kafka/peek/order.ts';
import { Peek } from '../kafka/peek/peek.ts';
import { byProblem } from '../kafka/peek/tally.ts';
import type { KafkaRecords } from '../kafka/records.ts';
import type { KafkaProblem, Message, PeekReport, PeekRequest } from '../protocol/kafka.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import { withGateway } from './kafka-connection.ts';
import { isSet, optionHelp, UsageError } from './options.ts';
import type { OffsetGiven, PeekLine } from './peek-options.ts';
import { PEEK_OPTIONS, parsePeek } from './peek-options.ts';
import { messageTable, streamedTable } from './peek-text.ts';
import { plainJson } from './plain.ts';
import { err, out, outClosed, say } from './say.ts';
import type { Readings, ShownMessage } from './shown.ts';
import { readingsOf, shownMessages } from './shown.ts';
import { styleFor } from './style.ts';
import { count, plural } from './words.ts';

/** Between two looks at the files of a schema. */
const EDITS_MS = 500;

const help = (): string => `weir peek: looks at messages of a topic without a consumer group; nothing is committed

Usage: weir peek <topic> --brokers <host:port,…> [options]

A partition that does not answer is named on stderr; the others are shown, and the exit code is not 0. So is a schema registry
that does not answer (69) or refuses (77): its messages are shown as their bytes. A schema that it does not have is said beside the
message alone.

Options:
${optionHelp(PEEK_OPTIONS)}
`;

export async function peek(args: string[]): Promise<number> {
  const line = parsePeek(args, Date.now());
  if (line.help) {
    out(help());
    return Exit.done;
  }
  if (isSet(line.parsed, 'isolation') && isSet(line.parsed, 'rest')) throw new UsageError('--isolation is for --brokers: a REST proxy does not tell committed messages from others.');
  const readings = readingsOf(line.parsed, process.env);
  return withGateway(line.parsed, { writable: false }, async (gateway, signal) => {
    const stop = new AbortController();
    const request = await withOffsets(gateway, line);
    const run = new Peek(gateway, request, AbortSignal.any([signal, stop.signal]));
    const hide = process.stderr.isTTY && request.follow !== true && !process.stdout.isTTY ? showProgress(run) : () => undefined;
    let registry: KafkaProblem | undefined;
    try {
      registry = await show(run, line, readings, () => { stop.abort(); });
    } finally {
      hide();
    }
    const report = run.report();
    if (outClosed()) return Exit.done;
    const exit = tell(report, line);
    if (!registry) return exit;
    sayProblem(registry);
    return exit === Exit.done ? exitOf(registry) : exit;
  });
}

/** How far a long look is, for a person whose terminal would stay empty; gives what takes it away again. */
function showProgress(run: Peek): () => void {
  let shown = false;
  const timer = setInterval(() => {
    shown = true;
    err(`\r${count(run.report().scanned)} messages looked at`);
  }, 500);
  return () => {
    clearInterval(timer);
    if (shown) err('\r\u001b[K');
  };
}

/** `--from 5` means every partition. */
async function withOffsets(gateway: ClusterGateway, { request, from, to }: PeekLine): Promise<PeekRequest> {
  if (request.range.mode !== 'offsets') return request;
  const partitions = request.partitions ?? (await gateway.partitions([request.topic])).map(({ partition }) => partition);
  const spread = (given: readonly OffsetGiven[]): Record<number, number> => {
    const all = given.find(({ partition }) => partition === undefined);
    const offsets: Record<number, number> = {};
    if (all) for (const partition of partitions) offsets[partition] = all.offset;
    for (const { partition, offset } of given) if (partition !== undefined) offsets[partition] = offset;
    return offsets;
  };
  const range = { mode: 'offsets' as const, from: spread(from), to: spread(to) };
  // Offsets that name their partitions ask for these alone.
  const named = [...from, ...to].every(({ partition }) => partition !== undefined);
  const only = [...new Set([...from, ...to].flatMap(({ partition }) => (partition === undefined ? [] : [partition])))];
  return { ...request, range, ...(request.partitions === undefined && named ? { partitions: only } : {}) };
}

const captureLine = (message: Message): string => plainJson(formatCaptureLine(message));

/** What is wrong with the schema registry, where the messages could not be read for it. */
async function show(run: Peek, line: PeekLine, readings: Readings, stop: () => void): Promise<KafkaProblem | undefined> {
  const { format, request } = line;
  const streams = format === 'jsonl' && (request.range.mode === 'offsets' || request.range.mode === 'time');
  const style = styleFor(process.stdout.isTTY, process.env);
  let registry: KafkaProblem | undefined;
  const shown = async (messages: readonly Message[]): Promise<ShownMessage[]> => {
    const all = await shownMessages(messages, readings);
    registry ??= all.find((each) => each.registry)?.registry;
    return all;
  };
  if (streams || request.follow === true) {
    const table = format === 'table' ? streamedTable(style) : undefined, edits = editsOf(readings);
    for await (const records of run) {
      const messages = rows([records]);
      if (table) await edits();
      if (table) out((await shown(messages)).map((message) => table(message)).join(''));
      else out(messages.map(captureLine).join(''));
      if (outClosed()) stop();
    }
    return registry;
  }
  const stretches: KafkaRecords[] = [];
  for await (const records of run) stretches.push(records);
  const messages = rows(stretches);
  if (format === 'table') out(messageTable(await shown(messages), style));
  else if (format === 'jsonl') for (const message of messages) out(captureLine(message));
  else out(`[${messages.map((message) => `\n  ${captureLine(message).trimEnd()}`).join(',')}${messages.length > 0 ? '\n' : ''}]\n`);
  return registry;
}

/** Looks whether a schema file was edited, at most once in so long: messages that come then are read by what it says now. */
function editsOf({ key, value, decoder }: Readings): () => Promise<void> {
  let looked = performance.now();
  return async () => {
    if ((key.schemaFile ?? value.schemaFile) === undefined || performance.now() - looked < EDITS_MS) return;
    for (const name of await decoder.edited()) say(`${name} was read again: it was edited.`);
    looked = performance.now();
  };
}

const rows = (stretches: readonly KafkaRecords[]): Message[] => inTimeOrder(stretches).map(messageAt);

/** What was seen, on stderr; the exit code says whether it was all. */
function tell(report: PeekReport, { format, request, from }: PeekLine): number {
  for (const { partition, offset } of from) {
    for (const { partition: p, low } of report.partitions) {
      if ((partition === undefined || partition === p) && low !== undefined && offset > 0 && low > offset) say(`${request.topic}-${p} begins at offset ${low}: what was before is deleted.`);
    }
  }
  if (report.limited) say(`There are more than these ${count(report.messages)}: --limit raises the number, or ask for less.`);
  const failed = report.partitions.filter(({ problem }) => problem !== undefined);
  for (const { partitions, problem, stoppedAt } of byProblem(failed)) {
    const [one, ...others] = partitions;
    sayProblem({ ...problem, message: `${others.length > 0 ? `${plural(partitions.length, 'partition')} of ${request.topic}` : `${request.topic}-${one}`}${stoppedAt === undefined ? '' : ` at offset ${stoppedAt}`}: ${problem.message}` });
  }
  if (format === 'table' || failed.length > 0) {
    say(`${count(report.messages)} of ${count(report.total)} messages · ${report.answered} of ${report.partitions.length} partitions answered · read without a group, nothing committed`);
  }
  const [first] = failed;
  return first?.problem ? exitOf(first.problem) : Exit.done;
}
