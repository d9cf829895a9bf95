/** Topics of the connections, for completion and hover: asked when a text of a job names one, and never with a question to the user. */
import type { ExplorerAnswers, ExplorerQuestion } from '../../protocol/explorer';
import type { TopicFact } from '../../protocol/language';
import type { Connection, Connections } from '../topics/connections';
import type { Ask } from '../topics/pick-topic';

/** Topics of a connection that are told; messages that a schema is inferred from; topics that are looked at; messages that are shown. */
const TOPICS = 500, MESSAGES = 200, LOOKED = 40, EXAMPLES = 3;

export class KnownTopics {
  /** By connection and topic; empty: being looked at, or nothing was found. */
  readonly #known = new Map<string, Pick<TopicFact, 'schema' | 'examples'>>();

  constructor(private readonly connections: Connections, private readonly ask: Ask) {}

  /** A connection that does not answer tells none. */
  async all(): Promise<TopicFact[]> {
    await this.connections.look();
    return (await Promise.all(this.connections.list.map((connection) => this.#of(connection)))).flat();
  }

  /** The same as `ask`; a schema that somebody asks a connection for is known here from then on. */
  readonly listening: Ask = async (connection, question) => {
    const answer = await this.ask(connection, question), asked: ExplorerQuestion = question;
    if (asked.ask === 'schema' && !('problem' in answer)) {
      const key = keyOf(connection, asked.topic), { code } = answer.value as ExplorerAnswers['schema'];
      if (code) this.#known.set(key, { ...this.#known.get(key), schema: code.ddl });
    }
    return answer;
  };

  async #of(connection: Connection): Promise<TopicFact[]> {
    const found = await this.ask(connection, { ask: 'topics', filter: '', internal: false, from: 0, count: TOPICS, again: false });
    if ('problem' in found) return [];
    return found.value.topics.map(({ topic }) => ({ topic, connection: connection.name, ...this.#look(connection, topic) }));
  }

  /** Messages on this machine are looked at by themselves, and known the next time; those of a cluster are not read for this. */
  #look(connection: Connection, topic: string): Pick<TopicFact, 'schema' | 'examples'> {
    const key = keyOf(connection, topic), known = this.#known.get(key);
    if (known || connection.description.kind !== 'captures' || this.#known.size >= LOOKED) return known ?? {};
    this.#known.set(key, {});
    const note = (more: Pick<TopicFact, 'schema' | 'examples'>): void => { this.#known.set(key, { ...this.#known.get(key), ...more }); };
    void this.ask(connection, { ask: 'schema', topic, count: MESSAGES }).then((answer) => { if (!('problem' in answer) && answer.value.code) note({ schema: answer.value.code.ddl }); });
    void this.ask(connection, { ask: 'examples', topic, count: EXAMPLES }).then((answer) => { if (!('problem' in answer) && answer.value.length > 0) note({ examples: answer.value }); });
    return {};
  }
}

const keyOf = ({ id }: Connection, topic: string): string => `${id}\n${topic}`;
