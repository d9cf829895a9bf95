/** Topics of the saved connections, for completion in jobs: names only, and only what comes soon. */
import type { TopicFact } from '../../protocol/language';
import type { Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';

/** Connections that are asked, and topics of each. */
const ASKED = 5, LISTED = 1000;

export async function topicFacts(connections: Connections, ask: Ask): Promise<TopicFact[]> {
  await connections.look();
  const answers = await Promise.all(connections.list.slice(0, ASKED).map(async (connection) => {
    const found = await ask(connection, { ask: 'topics', filter: '', internal: false, from: 0, count: LISTED, again: false });
    return 'problem' in found ? [] : found.value.topics.map(({ topic }) => ({ topic, connection: connection.name }));
  }));
  return answers.flat();
}
