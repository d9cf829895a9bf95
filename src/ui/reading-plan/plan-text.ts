/** A reading plan as a Markdown document. No VS Code here: this is what the unit tests see. */
import type { ReadingPlan } from '../../protocol/reading-plan';
import { count } from '../topics/words';

/** Partitions that are listed: the largest decide. */
const listed = 50;

interface Row { partition: number; offsets: number; tasks: number; longest: number }

/** `topic` and `connection` are names that a server or a user gave: they are shown as text. */
export function planText(topic: string, connection: string, plan: ReadingPlan): string {
  const { cores, minPartitions, words, advice, unknown } = plan, rows = rowsOf(plan);
  const [of, on] = [markdown(topic), markdown(connection)];
  return [
    `# Spark tasks of ${of}`,
    `${on}: a job on ${count(cores)} ${cores === 1 ? 'core' : 'cores'}, ${minPartitions === undefined ? 'without minPartitions' : `with minPartitions ${count(minPartitions)}`}.`,
    words.map((sentence) => `- ${sentence}`).join('\n'),
    ...(advice ? ['To try it, in the Kafka source of the job:', `\`\`\`python\n.option("minPartitions", ${advice.minPartitions})\n\`\`\``] : []),
    ...(rows.length > 0 ? ['## Partitions, the largest first', table(rows.slice(0, listed), plan)] : []),
    ...(rows.length > listed ? [`And ${count(rows.length - listed)} smaller ${rows.length === listed + 1 ? 'one' : 'ones'}.`] : []),
    ...(unknown.length > 0 ? [`Not counted, since they did not answer: ${unknown.slice(0, listed).join(', ')}${unknown.length > listed ? ', …' : ''}.`] : []),
    '## What is counted',
    'Everything that the topic holds now, as the first batch reads it with `startingOffsets` `earliest` and no `maxOffsetsPerTrigger`; a later batch divides what has arrived since in the same way. '
    + 'Sizes are offsets: transactions and compaction leave fewer messages. A core is taken to read every offset equally fast.',
    '',
  ].join('\n\n');
}

function rowsOf({ tasks, empty }: ReadingPlan): Row[] {
  const rows = new Map<number, Row>(empty.map((partition) => [partition, { partition, offsets: 0, tasks: 0, longest: 0 }]));
  for (const { partition, from, until } of tasks) {
    const row = rows.get(partition) ?? { partition, offsets: 0, tasks: 0, longest: 0 };
    rows.set(partition, { partition, offsets: row.offsets + until - from, tasks: row.tasks + 1, longest: Math.max(row.longest, until - from) });
  }
  return [...rows.values()].sort((a, b) => b.offsets - a.offsets || a.partition - b.partition);
}

function table(rows: readonly Row[], { size, holdsUp }: ReadingPlan): string {
  const lines = rows.map(({ partition, offsets, tasks, longest }) => [
    `${partition}${partition === holdsUp ? ' (sets the time)' : ''}`, count(offsets), size === 0 ? '-' : `${((offsets / size) * 100).toFixed(1)} %`, count(tasks), count(longest),
  ]);
  return [['Partition', 'Offsets', 'Share', 'Tasks', 'Largest task'], ['---:', '---:', '---:', '---:', '---:'], ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Nothing in it means anything to Markdown or HTML, and it stays on its line. */
const markdown = (name: string): string => name.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, (mark) => `\\${mark}`);
