import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Reads one command a line from stdin (fields apart by tabs), answers each with a line "ok …" or "error …". */
public class KafkaTestClient {
  private static final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();
  private static final Map<String, List<Future<RecordMetadata>>> sent = new HashMap<>();
  private static final Map<String, KafkaConsumer<byte[], byte[]>> consumers = new HashMap<>();
  private static String bootstrap;

  public static void main(String[] args) throws Exception {
    bootstrap = args[0];
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = "ok " + run(line.split("\t", -1));
      } catch (Exception error) {
        answer = "error " + error.toString().replace('\n', ' ');
      }
      out.println(answer);
    }
    producers.values().forEach(producer -> producer.close(Duration.ofSeconds(2)));
    System.exit(0);
  }

  private static byte[] bytes(String field) {
    return field.equals("-") ? null : Base64.getDecoder().decode(field.substring(1));
  }

  private static String run(String[] f) throws Exception {
    switch (f[0]) {
      case "ping":
        return "";
      case "producer": {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("linger.ms", "20");
        for (String setting : Arrays.copyOfRange(f, 2, f.length)) {
          int at = setting.indexOf('=');
          config.put(setting.substring(0, at), setting.substring(at + 1));
        }
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        if (config.containsKey("transactional.id")) producer.initTransactions();
        producers.put(f[1], producer);
        sent.put(f[1], new ArrayList<>());
        return "";
      }
      case "send": {
        Integer partition = f[3].equals("-") ? null : Integer.valueOf(f[3]);
        Long timestamp = f[4].equals("-") ? null : Long.valueOf(f[4]);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(f[2], partition, timestamp, bytes(f[5]), bytes(f[6]));
        for (int i = 7; i + 1 < f.length; i += 2) record.headers().add(f[i], bytes(f[i + 1]));
        sent.get(f[1]).add(producers.get(f[1]).send(record));
        return "";
      }
      case "flush": {
        producers.get(f[1]).flush();
        for (Future<RecordMetadata> future : sent.get(f[1])) future.get();
        sent.get(f[1]).clear();
        return "";
      }
      case "bulk": {
        int count = Integer.parseInt(f[3]);
        int size = Integer.parseInt(f[4]);
        long start = Long.parseLong(f[5]);
        String padding = "x".repeat(Math.max(0, size - 40));
        KafkaProducer<byte[], byte[]> producer = producers.get(f[1]);
        for (int i = 0; i < count; i++) {
          String value = "{\"id\":" + i + ",\"amount\":" + (i % 1000) + ".25,\"pad\":\"" + padding + "\"}";
          producer.send(new ProducerRecord<>(f[2], null, start + i, ("k" + i).getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
        }
        producer.flush();
        return "";
      }
      case "readings": {
        int count = Integer.parseInt(f[3]);
        long start = Long.parseLong(f[4]);
        int aMillisecond = Integer.parseInt(f[5]);
        KafkaProducer<byte[], byte[]> producer = producers.get(f[1]);
        for (int i = 0; i < count; i++) {
          long at = start + i / aMillisecond;
          String value = "{\"sensor\":\"s" + (i % 50) + "\",\"ts\":\"" + java.time.Instant.ofEpochMilli(at) + "\",\"value\":" + (i % 1000) + ".25}";
          producer.send(new ProducerRecord<>(f[2], i % Integer.parseInt(f[6]), at, null, value.getBytes(StandardCharsets.UTF_8)));
        }
        producer.flush();
        return "";
      }
      case "begin":
        producers.get(f[1]).beginTransaction();
        return "";
      case "commit":
        producers.get(f[1]).commitTransaction();
        return "";
      case "abort":
        producers.get(f[1]).abortTransaction();
        return "";
      case "partition":
        return String.valueOf(Utils.toPositive(Utils.murmur2(bytes(f[1]))) % Integer.parseInt(f[2]));
      case "consume":
        return consume(f[1], Integer.parseInt(f[2]), f[3]);
      case "join": {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("group.id", f[2]);
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "earliest");
        for (String setting : Arrays.copyOfRange(f, 4, f.length)) {
          int at = setting.indexOf('=');
          config.put(setting.substring(0, at), setting.substring(at + 1));
        }
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.put(f[1], consumer);
        consumer.subscribe(List.of(f[3]));
        for (int polls = 0; polls < 300 && consumer.assignment().isEmpty(); polls++) consumer.poll(Duration.ofMillis(100));
        return String.valueOf(consumer.assignment().size());
      }
      case "commitAt": {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (String each : Arrays.copyOfRange(f, 3, f.length)) {
          int at = each.indexOf(':');
          offsets.put(new TopicPartition(f[2], Integer.parseInt(each.substring(0, at))), new OffsetAndMetadata(Long.parseLong(each.substring(at + 1))));
        }
        consumers.get(f[1]).commitSync(offsets);
        return "";
      }
      case "leave":
        consumers.remove(f[1]).close(Duration.ofSeconds(5));
        return "";
      default:
        throw new IllegalArgumentException("unknown command " + f[0]);
    }
  }

  private static String consume(String topic, int partition, String isolation) {
    Properties config = new Properties();
    config.put("bootstrap.servers", bootstrap);
    config.put("isolation.level", isolation);
    config.put("enable.auto.commit", "false");
    List<String> rows = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition at = new TopicPartition(topic, partition);
      consumer.assign(List.of(at));
      consumer.seekToBeginning(List.of(at));
      long end = consumer.endOffsets(List.of(at)).get(at);
      while (consumer.position(at) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          rows.add(record.offset() + " " + record.timestamp() + " " + text(record.key()) + " " + text(record.value()));
        }
      }
    }
    return String.join("\t", rows);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "-" : "=" + Base64.getEncoder().encodeToString(bytes);
  }
}
