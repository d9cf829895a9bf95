import type { AnswerTo, ExplorerAnswers, ExplorerQuestion, Opening, TopicPage } from '../../protocol/explorer.ts';
import type { GroupDetail, KafkaProblem } from '../../protocol/kafka.ts';
import { examplesOf } from './examples.ts';
import type { TopicSchema } from '../../protocol/topic-schema.ts';
import { problemOf } from '../fault.ts';
import { diagnosis } from '../doctor/doctor.ts';
import type { ClusterGateway } from '../gateway.ts';
import { openConnection } from '../open.ts';
import { fixedToken } from '../rest/settings.ts';
import { readingPlan } from '../reading-plan.ts';
import { mayWrite, Replays } from './replays.ts';

/** Groups that are asked at the same time. */
const GROUPS_AT_ONCE = 8;

/** What Spark makes of a topic's newest messages: handed in, since nothing here knows Spark. `brokers`: what code that is made says. */
export type InferSchema = (gateway: ClusterGateway, request: { topic: string; count: number; brokers?: string }) => Promise<TopicSchema>;

interface Open {
  gateway: ClusterGateway;
  /** What it was opened with. */
  print: string;
  /** Names of all topics, by whether internal ones are among them. */
  names: Map<boolean, Promise<string[]>>;
}

/** Answers the explorer's questions over connections that it keeps open. Reads only, except for `admin`, `produce` and `replay`. */
export class ExplorerService {
  private readonly connections = new Map<string, Open>();

  private readonly replays = new Replays();

  constructor(private readonly inferSchema: InferSchema) {}

  /** Never rejects. */
  async answer<Q extends ExplorerQuestion>(opening: Opening, question: Q): Promise<AnswerTo<Q>> {
    try {
      const open = this.open(opening);
      return { value: await this.answerTo(open, opening, question) as ExplorerAnswers[Q['ask']] };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  close(id: string): void {
    const open = this.connections.get(id);
    this.connections.delete(id);
    open?.gateway.close().catch(() => undefined);
  }

  closeAll(): void {
    this.replays.stopAll();
    for (const id of [...this.connections.keys()]) this.close(id);
  }

  private answerTo(open: Open, { description, secrets, folder }: Opening, question: ExplorerQuestion): unknown {
    switch (question.ask) {
      case 'schema': return this.inferSchema(open.gateway, { topic: question.topic, count: question.count, ...('brokers' in description ? { brokers: description.brokers } : {}) });
      case 'doctor': return diagnosis(description, secrets, folder === undefined ? {} : { folder });
      case 'replay': return this.replays.start(open.gateway, question);
      case 'replayed': return this.replays.progress(question.run);
      case 'stopReplay':
        this.replays.stop(question.run);
        return null;
      default: return answerFrom(open, question);
    }
  }

  private open(opening: Opening): Open {
    const print = printOf(opening), known = this.connections.get(opening.id);
    if (known?.print === print) {
      known.gateway.renew?.(fixedToken(opening.secrets));
      return known;
    }
    this.close(opening.id);
    const { description, secrets, writable, folder } = opening;
    const open: Open = { gateway: openConnection(description, secrets, { writable, ...(folder === undefined ? {} : { folder }) }), print, names: new Map() };
    this.connections.set(opening.id, open);
    return open;
  }
}

/** Tokens come and go; a REST proxy is the same with another one. */
function printOf({ description, secrets, ...more }: Opening): string {
  const { token: _, tokenExpires: __, tokenProblem: ___, ...others } = secrets;
  return JSON.stringify([description, description.kind === 'rest' ? others : secrets, more]);
}

async function answerFrom(open: Open, question: Exclude<ExplorerQuestion, { ask: 'schema' | 'doctor' | 'replay' | 'replayed' | 'stopReplay' }>): Promise<ExplorerAnswers[keyof ExplorerAnswers]> {
  const { gateway } = open;
  switch (question.ask) {
    case 'capabilities': return gateway.capabilities;
    case 'topics': return topicPage(open, question);
    case 'topic': return gateway.describe(question.topic);
    case 'examples': return examplesOf(gateway, question.topic, question.count);
    case 'reading': return readingPlan((await gateway.describe(question.topic)).partitions, question.cores, question.minPartitions);
    case 'produce':
      mayWrite(gateway, question.topic);
      return (await gateway.produce(question.topic, question.messages)).map(({ partition, offset }) => ({ partition, offset }));
    case 'groups': return gateway.groups();
    case 'group': return gateway.group(question.group);
    case 'topicGroups': return topicGroups(gateway, question.topic);
    case 'admin':
      await gateway.admin(question.request);
      open.names.clear();
      return null;
  }
}

/** One page of topics: names of all come from one request, what costs a request a broker is asked for the page alone. */
async function topicPage({ gateway, names }: Open, { filter, internal, from, count, again }: Extract<ExplorerQuestion, { ask: 'topics' }>): Promise<TopicPage> {
  if (again) names.delete(internal);
  let listing = names.get(internal);
  if (!listing) {
    listing = gateway.topics({ internal });
    names.set(internal, listing);
    listing.catch(() => names.delete(internal));
  }
  const all = await listing, wanted = filter.toLowerCase();
  const matching = wanted === '' ? all : all.filter((name) => name.toLowerCase().includes(wanted));
  const page = matching.slice(from, from + count);
  return { total: all.length, matching: matching.length, topics: page.length === 0 ? [] : await gateway.summaries({ topics: page, internal }) };
}

async function topicGroups(gateway: ClusterGateway, topic: string): Promise<ExplorerAnswers['topicGroups']> {
  const { groups, problems } = await gateway.groups();
  const found: GroupDetail[] = [], failed: KafkaProblem[] = [...problems], waiting = [...groups];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        const detail = await gateway.group(next.group), offsets = detail.offsets.filter((row) => row.topic === topic);
        if (offsets.length === 0) continue;
        const lags = offsets.flatMap(({ lag }) => (lag === null ? [] : [lag]));
        found.push({ ...detail, offsets, lag: lags.length === 0 || offsets.some(({ problem }) => problem !== undefined) ? null : lags.reduce((a, b) => a + b, 0) });
      } catch (error) {
        failed.push(problemOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(GROUPS_AT_ONCE, waiting.length) }, work));
  return { groups: found.sort((a, b) => (a.group < b.group ? -1 : 1)), problems: failed };
}
