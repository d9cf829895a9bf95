import { connect, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/** A connection read as lines, as Spark's TextSocketMicroBatchStream reads one: BufferedReader.readLine, UTF-8. */
export class LineSocket {
  readonly #socket: Socket;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #lines: string[] = [];
  #times: number[] = [];
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => { this.#add(this.#decoder.write(data)); });
    socket.on('end', () => { this.#finish(); });
    socket.on('error', () => { this.#finish(); });
    socket.on('close', () => { this.#finish(); });
  }

  /** Rejects with Node's error (ECONNREFUSED, ENOTFOUND, …). */
  static connect(host: string, port: number): Promise<LineSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new LineSocket(socket));
      });
    });
  }

  take(): { lines: string[]; times: number[]; ended: boolean } {
    const taken = { lines: this.#lines, times: this.#times, ended: this.#ended };
    this.#lines = [];
    this.#times = [];
    return taken;
  }

  close(): void {
    this.#socket.destroy();
  }

  #add(text: string): void {
    // A \r at the end may be half of \r\n: it waits for what follows.
    const all = this.#rest + text;
    const lines = all.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop()!;
    for (const line of lines) this.#push(line);
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#times.push(Date.now());
  }

  /** readLine gives a last line without its end too. */
  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    const last = (this.#rest + this.#decoder.end()).replace(/\r$/, '');
    if (last !== '' || this.#rest !== '') this.#push(last);
    this.#rest = '';
  }
}
