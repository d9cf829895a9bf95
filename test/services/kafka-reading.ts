/** What the Kafka tests share: reading with our gateway, in the words of the Java client's own answer. */
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import type { FetchOptions, KafkaGateway } from '../../src/kafka/gateway.ts';
import type { KafkaRecords } from '../../src/kafka/records.ts';
import { bytesAt } from '../../src/kafka/records.ts';

export function gatewayTo(bootstrap: string, options: Record<string, string> = {}, timeoutMs = 10_000): DirectGateway {
  return new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': bootstrap, ...options }, { timeoutMs }));
}

export async function fetchAll(gateway: KafkaGateway, topic: string, partition = 0, from?: number, to?: number, options?: FetchOptions): Promise<KafkaRecords[]> {
  const at = [{ topic, partition }];
  const start = from ?? (await gateway.earliestOffsets(at))[0]!.offset;
  const end = to ?? (await gateway.latestOffsets(at))[0]!.offset;
  const stretches: KafkaRecords[] = [];
  for await (const records of gateway.fetch({ topic, partition, start, end }, options)) stretches.push(records);
  return stretches;
}

const base64 = (bytes: Uint8Array | null): string => (bytes === null ? '-' : `=${Buffer.from(bytes).toString('base64')}`);

/** "offset timestamp key value", as JavaClient.consume says it. */
export function rowsOf(stretches: readonly KafkaRecords[]): string[] {
  return stretches.flatMap((records) => Array.from({ length: records.count }, (_, i) =>
    `${records.offsets[i]} ${records.timestamps[i]} ${base64(bytesAt(records.keys, i))} ${base64(bytesAt(records.values, i))}`));
}

export function texts(stretches: readonly KafkaRecords[], column: 'keys' | 'values' = 'values'): (string | null)[] {
  return stretches.flatMap((records) => Array.from({ length: records.count }, (_, i) => {
    const bytes = bytesAt(records[column], i);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  }));
}
