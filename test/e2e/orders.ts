/** A topic of orders on a real broker, and a job that reads it. */
import { Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import { startKafka, type RunningKafka } from '../stack/kafka';

export interface Orders {
  kafka: RunningKafka;
  admin: Admin;
  job: string;
  /** Writes so many more, timestamped now. */
  send(count: number): Promise<void>;
  stop(): Promise<void>;
}

const spread = [2, 2, 0, 2, 1, 2, 2, 3, 2, 2];

/** 1 000 orders in 4 partitions, seven of ten in partition 2; an empty topic beside it. Every 50th is a tombstone, ids have more digits than a double. */
export async function startOrders(): Promise<Orders> {
  const kafka = await startKafka();
  const client = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING, clientId: 'e2e' }), admin = client.admin(), producer: Producer = client.producer();
  await kafka.createTopic('orders', { partitions: 4 });
  await kafka.createTopic('refunds', { partitions: 2 });
  await Promise.all([admin.connect(), producer.connect()]);
  let written = 0;
  const write = async (count: number, at: (i: number) => number): Promise<void> => {
    const messages = Array.from({ length: count }, (_, k) => {
      const i = written + k;
      return { partition: spread[i % 10] ?? 0, key: String(4711 + i % 5), timestamp: String(at(i)), value: i % 50 === 7 ? null : orderOf(i), ...(i % 3 === 0 && { headers: { trace: `t${i}`, source: 'web' } }) };
    });
    await producer.send({ topic: 'orders', messages });
    written += count;
  };
  const start = Date.now() - 600_000;
  await write(1000, (i) => start + i * 500);
  return {
    kafka, admin, job: jobOn(kafka.bootstrap), send: (count) => write(count, () => Date.now()),
    stop: async () => { await Promise.all([admin.disconnect(), producer.disconnect()]); await kafka.stop(); },
  };
}

const orderOf = (i: number): string => `{"id":${9007199254740993n + BigInt(i)},"card":"${4711 + i % 5}","amount":${(i % 997) / 2},"items":[{"sku":"a","qty":1}],"note":null}`;

const jobOn = (brokers: string): string => `from pyspark.sql import SparkSession
from pyspark.sql.functions import col, from_json

spark = SparkSession.builder.appName("orders").getOrCreate()
orders = (spark.readStream.format("kafka").option("kafka.bootstrap.servers", "${brokers}")
    .option("subscribe", "orders").option("startingOffsets", "earliest").load()
    .select(from_json(col("value").cast("string"), "id BIGINT, card STRING, amount DOUBLE").alias("o")).select("o.*"))

query = (orders.where("amount > 450").writeStream.format("console").outputMode("append")
    .trigger(availableNow=True).start())
query.awaitTermination()
`;
