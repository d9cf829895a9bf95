/** What the topic of a read is called where nobody says it. */
import type { MigrateOptions } from '../protocol/migrate.ts';
import type { Read } from './reads.ts';

export function topicOf({ name }: Read, { topics }: MigrateOptions, streams: number): string {
  const given = topics[name] ?? topics[''];
  // One name for several reads would join a topic with itself.
  if (given !== undefined && (streams === 1 || topics[name] !== undefined)) return given;
  const made = name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/_/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return made === '' ? 'input' : made;
}

/** Topic.validate of Kafka: undefined where it is one. */
export const topicProblem = (topic: string): string | undefined => (/^[A-Za-z0-9._-]{1,249}$/.test(topic) && topic !== '.' && topic !== '..' ? undefined : `${JSON.stringify(topic)} is no name of a topic: letters, digits, . _ and - only, 249 at most.`);
