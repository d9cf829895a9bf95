/** Second thread: does what is asynchronous, for a thread that blocks. Entry of dist/simulator-io.js. */
import type { MessagePort } from 'node:worker_threads';
import { workerData } from 'node:worker_threads';
import { DirectGateway } from '../kafka/direct.ts';
import { KafkaFault } from '../kafka/fault.ts';
import { readRanges } from '../kafka/read-ranges.ts';
import { transferList, type KafkaRecords } from '../kafka/records.ts';
import { settingsFromOptions } from '../kafka/options.ts';
import type { ControlBuffers } from './control.ts';
import { openControl, wake } from './control.ts';
import type { IoOp, IoOps, IoReply, IoRequest } from './io-types.ts';
import { LineSocket } from './line-socket.ts';
import { ReadAhead } from './read-ahead.ts';

type Handlers = { [Op in IoOp]: (args: IoOps[Op]['args']) => Promise<IoOps[Op]['result']> | IoOps[Op]['result'] };


const gateways = new Map<number, DirectGateway>();
const producers = new Map<string, DirectGateway>();
const fetches = new Map<number, ReadAhead>();
const sockets = new Map<number, LineSocket>();
let handles = 0;

const known = <T>(map: Map<number, T>, handle: number): T => {
  const found = map.get(handle);
  if (found === undefined) throw new KafkaFault('closed', 'It was closed already.');
  return found;
};

const handlers: Handlers = {
  'kafka.open': ({ options, timeoutMs }) => {
    gateways.set(++handles, new DirectGateway(settingsFromOptions(options, timeoutMs === undefined ? {} : { timeoutMs })));
    return handles;
  },
  'kafka.topics': ({ handle }) => known(gateways, handle).topics(),
  'kafka.partitions': ({ handle, topics }) => known(gateways, handle).partitions(topics),
  'kafka.earliest': ({ handle, partitions }) => known(gateways, handle).earliestOffsets(partitions),
  'kafka.latest': ({ handle, partitions }) => known(gateways, handle).latestOffsets(partitions),
  'kafka.offsetsForTimes': ({ handle, query }) => known(gateways, handle).offsetsForTimestamps(query),
  'kafka.beginFetch': ({ handle, ranges, headers }) => {
    const gateway = known(gateways, handle);
    fetches.set(++handles, new ReadAhead((signal) => readRanges(gateway, ranges, { headers: headers === true, signal })));
    return { fetch: handles };
  },
  'kafka.next': async ({ fetch: handle }) => {
    const records = await known(fetches, handle).next();
    if (records === null) fetches.delete(handle);
    return records;
  },
  'kafka.endFetch': ({ fetch: handle }) => {
    fetches.get(handle)?.close();
    fetches.delete(handle);
    return null;
  },
  'kafka.produce': ({ options, topic, records }) => {
    const key = JSON.stringify(Object.entries(options).sort());
    const producer = producers.get(key) ?? new DirectGateway(settingsFromOptions(options));
    producers.set(key, producer);
    return producer.produce(topic, records.map(({ headers, ...record }) => (headers ? { ...record, headers } : record)));
  },
  'kafka.close': async ({ handle }) => {
    await gateways.get(handle)?.close();
    gateways.delete(handle);
    return null;
  },
  'socket.open': async ({ host, port }) => {
    const socket = await LineSocket.connect(host, port);
    sockets.set(++handles, socket);
    return { socket: handles };
  },
  'socket.lines': ({ socket }) => known(sockets, socket).take(),
  'socket.close': ({ socket }) => {
    sockets.get(socket)?.close();
    sockets.delete(socket);
    return null;
  },
};

function failure(error: unknown): Extract<IoReply, { error: unknown }>['error'] {
  if (error instanceof KafkaFault) return { code: error.kind, message: error.message, details: { hint: error.hint } };
  const { code, message } = error as NodeJS.ErrnoException;
  return { code: code ?? 'failed', message: message ?? String(error) };
}

async function answer({ id, op, args }: IoRequest): Promise<IoReply> {
  try {
    const handler = handlers[op as IoOp] as ((args: unknown) => unknown) | undefined;
    if (handler === undefined) return { id, error: { code: 'failed', message: `There is no operation ${op}.` } };
    return { id, ok: await handler(args) };
  } catch (error) {
    return { id, error: failure(error) };
  }
}

const data = workerData as { port: MessagePort; control: ControlBuffers } | null;
if (data) {
  const control = openControl(data.control);
  data.port.on('message', (request: IoRequest) => {
    void answer(request).then((reply) => {
      // A stretch owns its memory: it is moved, not copied.
      data.port.postMessage(reply, 'ok' in reply && request.op === 'kafka.next' && reply.ok !== null ? transferList(reply.ok as KafkaRecords) : []);
      wake(control);
    });
  });
}
