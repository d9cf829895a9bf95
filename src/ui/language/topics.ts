/** Topics of the connections, for completion and hover: asked when a text of a job names one, and never with a question to the user. */
import type { TopicFact } from '../../protocol/language';
import type { Connection, Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';

/** Topics of a connection that are told; messages that a schema is inferred from; captures of which it is. */
const TOPICS = 500, MESSAGES = 200, SCHEMAS = 40;

export class KnownTopics {
  /** By connection and topic; undefined: being looked at, or nothing was found. */
  readonly #schemas = new Map<string, string | undefined>();

  constructor(private readonly connections: Connections, private readonly ask: Ask) {}

  /** A connection that does not answer tells none. */
  async all(): Promise<TopicFact[]> {
    await this.connections.look();
    return (await Promise.all(this.connections.list.map((connection) => this.#of(connection)))).flat();
  }

  async #of(connection: Connection): Promise<TopicFact[]> {
    const found = await this.ask(connection, { ask: 'topics', filter: '', internal: false, from: 0, count: TOPICS, again: false });
    if ('problem' in found) return [];
    return found.value.topics.map(({ topic }) => {
      const schema = this.#schema(connection, topic);
      return { topic, connection: connection.name, ...(schema !== undefined && { schema }) };
    });
  }

  /** Messages on this machine are looked at by themselves, and known the next time; those of a cluster are not read for this. */
  #schema(connection: Connection, topic: string): string | undefined {
    const key = `${connection.id}\n${topic}`;
    if (connection.description.kind !== 'captures' || this.#schemas.has(key)) return this.#schemas.get(key);
    if (this.#schemas.size < SCHEMAS) {
      this.#schemas.set(key, undefined);
      void this.ask(connection, { ask: 'schema', topic, count: MESSAGES }).then((answer) => { if (!('problem' in answer) && answer.value.code) this.#schemas.set(key, answer.value.code.ddl); });
    }
    return undefined;
  }
}
