/**
 * Answers for the log of one container as a ResourceManager and a NodeManager of Hadoop 3.3.4 do; the log is a file on disk that grows. A process
 * of its own, so that what it works is not taken for ours. Says its address, then takes `{ lines, perSecond }`: writes so many more.
 */
import { appendFileSync, createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const file = process.argv[2]!, CONTAINER = 'container_1795836099586_0001_01_000001';
const NAMES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const page = (content: string): string => `<html><body><td id="navcell"><div id="nav"></div></td>\n<td class="content">\n${content}`;

const server = createServer((request, response) => {
  const { port } = server.address() as AddressInfo, url = new URL(request.url ?? '/', 'http://x');
  if (url.pathname.endsWith('/appattempts')) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ appAttempts: { appAttempt: [{ id: 1, startTime: 1, containerId: CONTAINER, nodeHttpAddress: `127.0.0.1:${port}`, logsLink: `http://127.0.0.1:${port}/node/containerlogs/${CONTAINER}/livy` }] } }));
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const { size } = statSync(file), start = Number(url.searchParams.get('start'));
  if (start > size) {
    response.end(page(`<h1>\n Invalid start and end values. Start: [${start}], end[${size}]\n</h1></td></body></html>`));
    return;
  }
  const decoder = new StringDecoder('utf8');
  response.write(page(`<p>\n Showing ${size - start} bytes. Click \n <a href="/x?start=0">here</a>\n for full log\n<pre>`));
  const escape = new Transform({
    transform(chunk: Buffer, _, done) { done(null, decoder.write(chunk).replace(/[<>&"]/g, (c) => NAMES[c]!)); },
    flush(done) { done(null, `${decoder.end()}</pre></td></body></html>`); },
  });
  if (size === start) escape.end().pipe(response);
  else pipeline(createReadStream(file, { start, end: size - 1 }), escape, response, () => undefined);
});
server.listen(0, '127.0.0.1', () => { process.send!({ port: (server.address() as AddressInfo).port }); });

export const benchLine = (i: number): string => `26/11/28 12:${String(Math.floor(i / 60_000) % 60).padStart(2, '0')}:${String(Math.floor(i / 1000) % 60).padStart(2, '0')} ${i % 100 === 7 ? 'WARN ProcessingTimeExecutor: Current batch is falling behind. The trigger interval is 2000 milliseconds, but spent' : 'INFO KafkaDataConsumer: From Kafka topicPartition="orders-2" groupId=spark-kafka-source-<41b2c7>-driver-0 read'} ${i}\n`;

let written = 0;
process.on('message', ({ lines, perSecond }: { lines: number; perSecond: number }) => {
  const began = performance.now(), first = written, last = first + lines;
  const write = (): void => {
    const due = Math.min(last, first + Math.ceil((performance.now() - began) / 1000 * perSecond));
    let text = '';
    for (; written < due; written++) text += benchLine(written);
    appendFileSync(file, text);
    if (written < last) setTimeout(write, 20);
    else process.send!({ written });
  };
  write();
});
process.on('disconnect', () => { process.exit(); });
