/** A million messages in the viewer's thread, as the extension host and a viewer see it, beside kafkajs's own consumer on the same broker. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MessagesClient } from '../../src/messages/client.ts';
import type { Arrangement, LookStatus, MessagesAnswers, MessagesQuestion } from '../../src/protocol/messages.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import type { Figure } from './figure.ts';
import { figure, megabytes, median, milliseconds, times } from './figure.ts';

const MILLION = 1_000_000;
const VIEWER = 1;
/** The first one starts the thread; the one in the middle is what a person has all day. */
const ROUNDS = 5;
/** Rows that a viewer asks for at first. */
const PAGE = 200;
/** What passes: one in two, one in a thousand, one in a million, none. */
const FILTERS = ['.25,"pad"', '"amount":707.', 'k999999', 'nowhere to be found', '$.amount > 500', 'amount = 707.25', 'id = 1', '/"id":[0-9]*77,/'];

const everything: Arrangement = { filter: '', sort: 'timestamp', descending: true, paths: [] };

/** @param kafka holds the topic `million` */
export async function messagesHeld(kafka: RunningKafka, kafkajsMs: () => Promise<number>, say: (line: string) => void): Promise<Figure[]> {
  const thread = new MessagesClient(fileURLToPath(new URL('../../dist', import.meta.url)));
  try {
    const loads: number[] = [], theirs: number[] = [];
    const before = process.memoryUsage(), delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    for (let i = 0; i < ROUNDS; i++) loads.push(await load(thread, kafka));
    delay.disable();
    const blocked = delay.max / 1e6;
    await pause(500);
    const after = process.memoryUsage();
    for (let i = 0; i < ROUNDS; i++) theirs.push(await kafkajsMs());
    const held = after.rss - before.rss, own = after.heapUsed - before.heapUsed;
    say(`${MILLION} messages held after ${loads.map((ms) => ms.toFixed(0)).join(', ')} ms, kafkajs ${theirs.map((ms) => ms.toFixed(0)).join(', ')} ms; memory ${megabytes(held)}, of it the host's own heap ${megabytes(own)}; the host waited ${blocked.toFixed(1)} ms at most`);
    const first: number[] = [];
    for (const filter of FILTERS) {
      const took: number[] = [];
      let matching = 0;
      for (let i = 0; i < 5; i++) {
        const started = performance.now();
        await ask(thread, { ask: 'arrange', arrangement: { ...everything, filter } });
        const { rows, total } = await ask(thread, { ask: 'rows', from: 0, count: PAGE });
        took.push(performance.now() - started);
        matching = total;
        if (rows.length === 0 && total > 0) throw new Error('A page is empty.');
      }
      first.push(median(took));
      say(`filter ${filter}: first page after ${median(took).toFixed(0)} ms (${matching} known by then)`);
    }
    const pages: number[] = [];
    await ask(thread, { ask: 'arrange', arrangement: everything });
    for (let i = 0; i < 40; i++) {
      const started = performance.now();
      await ask(thread, { ask: 'rows', from: i * 24_000, count: PAGE });
      pages.push(performance.now() - started);
    }
    say(`a page of ${PAGE} rows: ${median(pages).toFixed(1)} ms, the slowest ${Math.max(...pages).toFixed(1)} ms`);
    return [
      figure('10^6 messages of 200 bytes into the viewer, checksums verified, kafkajs consumer / Weir', median(theirs) / median(loads), { atLeast: 3 }, times),
      figure('longest wait of the extension host meanwhile', blocked, { atMost: 50 }, milliseconds),
      figure('filter over 10^6 messages to its first page, slowest of the filters', Math.max(...first), { atMost: 100 }, milliseconds),
      figure('memory with 10^6 messages of 200 bytes, extension host included', held, { atMost: 600e6 }, megabytes),
      figure('of it the extension host\'s own heap', own, { atMost: 20e6 }, megabytes),
    ];
  } finally {
    thread.dispose();
  }
}

/** Milliseconds from the question to the last message in its place, connecting included. */
async function load(thread: MessagesClient, kafka: RunningKafka): Promise<number> {
  const started = performance.now();
  const done = new Promise<LookStatus>((resolve, reject) => {
    thread.onStatus(VIEWER, (status) => { if (status.state === 'failed') reject(new Error(status.problem?.message)); else if (status.state === 'done' && status.searched === MILLION) resolve(status); });
  });
  thread.look(VIEWER, { id: 'bench', description: { kind: 'direct', brokers: kafka.bootstrap }, secrets: {}, writable: false },
    { topic: 'million', range: { mode: 'newest', count: MILLION }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'auto' } });
  const { held } = await done;
  if (held !== MILLION) throw new Error(`${held} messages are held instead of ${MILLION}.`);
  return performance.now() - started;
}

async function ask<Q extends MessagesQuestion>(thread: MessagesClient, question: Q): Promise<MessagesAnswers[Q['ask']]> {
  const answer = await thread.ask(VIEWER, question);
  if ('problem' in answer) throw new Error(answer.problem.message);
  return answer.value;
}
