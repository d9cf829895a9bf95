/** `weir lag`. */
import type { CheckpointLag } from '../kafka/checkpoint-lag.ts';
import { checkpointLag } from '../kafka/checkpoint-lag.ts';
import { KafkaFault } from '../kafka/fault.ts';
import type { Checkpoint } from '../kafka/spark-checkpoint.ts';
import { readCheckpoint } from '../kafka/spark-checkpoint.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import { withGateway } from './kafka-connection.ts';
import { placeIn, type Place } from './lag-checkpoint.ts';
import { BROKER_OPTIONS, CAPTURES_OPTION } from './kafka-description.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, optionHelp, parseOptions, textOf, UsageError, type Parsed } from './options.ts';
import { SIGN_IN_WAYS } from './sign-in.ts';
import { STORAGE_FALLBACK, STORAGE_ONLY, storageOptions } from './storage-options.ts';
import { plainJson, plainText } from './plain.ts';
import { out, say } from './say.ts';
import type { Style } from './style.ts';
import { styleFor } from './style.ts';
import { showGroup } from './topics.ts';
import { cut, table } from './table.ts';
import { count, plural } from './words.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'group', value: '<group>', help: 'instead of a checkpoint: how far a consumer group is behind, by partition' },
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  ...BROKER_OPTIONS.map((option) => (option.name === 'sign-in' ? { ...option, help: `for a checkpoint in a storage account, and for --rest: ${SIGN_IN_WAYS}`, fallback: `${STORAGE_FALLBACK}; for --rest the token in WEIR_KAFKA_TOKEN` } : option)),
  CAPTURES_OPTION, ...storageOptions('the checkpoint'),
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir lag: how far a Spark query is behind its topics, from its checkpoint and the brokers

Usage: weir lag <checkpoint> --brokers <host:port,…> [options]
       weir lag --group <group> --brokers <host:port,…> [options]

The checkpoint is a folder of this machine, or one of a storage account: wasbs://container@account.blob.core.windows.net/folder,
abfss://filesystem@account.dfs.core.windows.net/folder.

Spark commits nothing to a consumer group: its checkpoint alone knows what is done. The lag counts from the last committed batch
to the end of each partition.

Options:
${optionHelp(OPTIONS)}
`;

export async function lag(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [folder, ...more] = parsed.rest, json = choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json', group = textOf(parsed, 'group');
  if (group !== undefined) return groupLag(parsed, group, json);
  if (folder === undefined) throw new UsageError('Which checkpoint? weir lag <folder> --brokers <host:port>.');
  if (more.length > 0) throw new UsageError(`One checkpoint at a time: what is ${more[0]}?`);
  const place = placeIn(folder, parsed, process.env);
  return withGateway(place.brokers, { writable: false }, async (gateway, signal) => {
    const checkpoint = await reading(place, signal);
    if (checkpoint.sources.length === 0) {
      throw new KafkaFault('checkpoint', `${plainText(folder)} has no offsets of a Kafka source${checkpoint.plannedBatch === null ? ': no batch was planned yet' : ''}.`, checkpoint.others > 0 ? 'Its query reads from something else.' : '');
    }
    const rows = await checkpointLag(gateway, checkpoint);
    const { committedBatch, plannedBatch } = checkpoint;
    const total = rows.every((row) => row.lag !== undefined) ? rows.reduce((sum, row) => sum + row.lag!, 0) : null;
    out(json ? `${plainJson(JSON.stringify({ committedBatch, plannedBatch, lag: total, partitions: rows }, undefined, 2))}\n` : lagText(checkpoint, rows, total, styleFor(process.stdout.isTTY, process.env)));
    return tell(rows);
  });
}

/** What a group has committed, as `weir topics --group` shows it. */
function groupLag(parsed: Parsed, group: string, json: boolean): Promise<number> {
  if (parsed.rest.length > 0) throw new UsageError('A checkpoint or --group: one of them.');
  const storage = STORAGE_ONLY.find((name) => isSet(parsed, name));
  if (storage !== undefined && !isSet(parsed, 'rest')) throw new UsageError(`--${storage} is for a checkpoint in a storage account.`);
  return withGateway(parsed, { writable: false }, (gateway) => showGroup(gateway, group, json));
}

async function reading(place: Place, signal: AbortSignal): Promise<Checkpoint> {
  const files = place.open(signal);
  try {
    return await readCheckpoint(files);
  } finally {
    files.close();
  }
}

const or = (value: number | null | undefined): string => (value === null || value === undefined ? '-' : count(value));

export function lagText({ committedBatch, plannedBatch, sources }: Pick<Checkpoint, 'committedBatch' | 'plannedBatch' | 'sources'>, rows: readonly CheckpointLag[], total: number | null, style: Style): string {
  const several = sources.length > 1;
  const { head, lines } = table([
    ...(several ? [{ name: 'source', numeric: true }] : []), { name: 'topic', numeric: false }, { name: 'partition', numeric: true }, { name: 'committed', numeric: true },
    { name: 'planned', numeric: true }, { name: 'end', numeric: true }, { name: 'lag', numeric: true }, { name: '', numeric: false },
  ], rows.map((row) => [
    ...(several ? [String(row.source)] : []), cut(row.topic, 249), String(row.partition), or(row.committed), or(row.planned), or(row.end), or(row.lag), noteOf(row),
  ]));
  const batch = committedBatch === null ? 'No batch is committed yet: lag counts from where the query began' : `Batch ${committedBatch} is committed`;
  const next = plannedBatch === null || plannedBatch === committedBatch ? '' : `, batch ${plannedBatch} is planned and not committed`;
  return [style.dim(head), ...lines, `${batch}${next}. ${total === null ? 'The lag is not known for all partitions.' : `Lag ${plural(total, 'message')}.`}`].map((line) => `${line}\n`).join('');
}

function noteOf({ committed, lost, problem }: CheckpointLag): string {
  if (problem) return problem.kind === 'authorization' ? 'forbidden' : cut(problem.kind, 40);
  if (lost !== undefined) return `${count(lost)} deleted before they were read`;
  return committed === null ? 'new partition' : '';
}

function tell(rows: readonly CheckpointLag[]): number {
  const said = new Set<string>();
  for (const { problem } of rows) {
    if (problem === undefined || said.has(problem.message)) continue;
    said.add(problem.message);
    sayProblem(problem);
  }
  const lost = rows.reduce((sum, row) => sum + (row.lost ?? 0), 0);
  if (lost > 0) say(`Retention deleted ${plural(lost, 'message')} before they were read: the query fails at its next start, unless failOnDataLoss is false.`);
  const first = rows.find(({ problem }) => problem !== undefined)?.problem;
  return first ? exitOf(first) : Exit.done;
}
