import type { KafkaGateway, ProduceRecord } from '../gateway.ts';
import { writePaced } from '../paced.ts';
import type { Template } from './template.ts';
import { Random } from './random.ts';

export { PLACEHOLDERS } from './placeholders.ts';
export { compileTemplate } from './template.ts';

export interface GenerateOptions {
  value: Template;
  /** The key, or none. */
  key?: Template;
  headers?: readonly { key: string; value: Template }[];
  partition?: number;
  count: number;
  /** Messages a second; default as fast as the broker takes them. */
  rate?: number;
  /** 0 to 2^53: the same seed makes the same messages, but for their times. */
  seed: number;
  /** The time of the first message, epoch ms; the others follow at the rate (without one, a millisecond apart) and have it as their timestamp. Default: the clock. */
  start?: number;
}

const encoder = new TextEncoder();

/** Makes one message after the other. Each call gives the next. */
export function messageMaker({ value, key, headers = [], partition, rate, seed, start }: Omit<GenerateOptions, 'count'>, clock: () => number): () => ProduceRecord & { timestamp: number } {
  const random = new Random(seed);
  let index = 0;
  return () => {
    const now = start === undefined ? clock() : start + Math.floor((index * 1000) / (rate ?? 1000));
    const making = { index, now, random, key: '' };
    if (key) making.key = key(making);
    const record = {
      key: key ? encoder.encode(making.key) : null, value: encoder.encode(value(making)), headers: headers.map((header) => ({ key: header.key, value: encoder.encode(header.value(making)) })),
      timestamp: now, ...(partition === undefined ? {} : { partition }),
    };
    index++;
    return record;
  };
}

/** Writes made-up messages. Resolves to how many were written: all, unless the signal ended it. */
export function generate(gateway: KafkaGateway, topic: string, options: GenerateOptions, { clock, signal, onWritten }: { clock: () => number; signal?: AbortSignal; onWritten?: (count: number) => void }): Promise<number> {
  const next = messageMaker(options, clock), { count, rate } = options;
  return writePaced(gateway, topic, { count, due: (i) => (rate === undefined ? 0 : (i * 1000) / rate), next, ...(signal ? { signal } : {}), ...(onWritten ? { onWritten } : {}) });
}
