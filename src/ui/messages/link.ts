/** Links to messages: what was read and how it was arranged, never how the cluster is reached. */
import type { ViewerPlace } from '../../protocol/messages-panel';

interface Known { id: string; name: string }
export interface LinkedPlace { place: ViewerPlace; name: string; message?: { partition: number; offset: number } }

/** Path and query of the link; the connection is meant by its name, since ids differ from machine to machine. */
export function linkTo({ look, arrangement }: ViewerPlace, name: string, message?: { partition: number; offset: number }): { path: string; query: string } {
  const query = new URLSearchParams({ connection: name, look: JSON.stringify({ topic: look.topic, range: look.range, ...(look.partitions && { partitions: look.partitions }), uncommitted: look.uncommitted, key: look.key.format, value: look.value.format }), show: JSON.stringify(arrangement) });
  if (message) query.set('message', `${message.partition}:${message.offset}`);
  return { path: '/messages', query: query.toString() };
}

/** A link comes from anywhere: every field is looked at, and what is not understood is a mistake. */
export function placeOfLink(path: string, query: string, connections: readonly Known[]): LinkedPlace | { mistake: string } {
  if (path !== '/messages') return { mistake: 'This link leads to nothing that Weir has.' };
  const fields = new URLSearchParams(query), name = fields.get('connection') ?? '', connection = connections.find((each) => each.name === name) ?? connections.find((each) => each.id === name);
  if (!connection) return { mistake: `The link names the connection ${JSON.stringify(name)}, which is not among yours. Add it in the Topics view, then open the link again.` };
  const look = parsed(fields.get('look')), show = parsed(fields.get('show'));
  const { topic, range, partitions, uncommitted, key, value } = look, { filter, sort, descending, paths, brush, partition } = show;
  if (typeof topic !== 'string' || !/^[A-Za-z0-9._-]{1,249}$/.test(topic) || !isRange(range)) return { mistake: 'The link does not say which messages of which topic.' };
  const numbers = (list: unknown): list is number[] => Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
  const [, p, offset] = /^(\d{1,9}):(\d{1,15})$/.exec(fields.get('message') ?? '') ?? [];
  return {
    name: connection.name, ...(offset !== undefined && { message: { partition: Number(p), offset: Number(offset) } }),
    place: {
      connection: connection.id,
      look: { topic, range, follow: false, uncommitted: uncommitted === true, key: { format: formatOf(key) }, value: { format: formatOf(value) }, ...(numbers(partitions) && { partitions }) },
      arrangement: {
        filter: typeof filter === 'string' ? filter : '', sort: sort === 'offset' || sort === 'size' ? sort : 'timestamp', descending: descending !== false,
        paths: Array.isArray(paths) ? paths.filter((each): each is string => typeof each === 'string') : [], ...(isBrush(brush) && { brush }), ...(numbers([partition]) && { partition: partition as number }),
      },
    },
  };
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

const whole = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 0;
const isBrush = (brush: unknown): brush is { since: number; until: number } => typeof brush === 'object' && brush !== null && 'since' in brush && 'until' in brush && whole(brush.since) && whole(brush.until);
const plainFormats = ['auto', 'text', 'json', 'int32', 'int64', 'float32', 'float64', 'uuid', 'hex', 'base64', 'msgpack', 'avro', 'protobuf'] as const;
const formatOf = (format: unknown): (typeof plainFormats)[number] => plainFormats.find((each) => each === format) ?? 'auto';

function isRange(range: unknown): range is ViewerPlace['look']['range'] {
  if (typeof range !== 'object' || range === null || !('mode' in range)) return false;
  const of = range as Record<string, unknown>, map = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.entries(value).every(([p, o]) => /^-?\d+$/.test(p) && whole(o));
  switch (of['mode']) {
    case 'newest': case 'oldest': return whole(of['count']);
    case 'offsets': return map(of['from']) && map(of['to']);
    case 'around': return whole(of['offset']) && whole(of['before']) && whole(of['after']);
    case 'time': return (of['since'] === undefined || whole(of['since'])) && (of['until'] === undefined || whole(of['until']));
    default: return false;
  }
}
