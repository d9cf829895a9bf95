import type { Answered, Opening } from '../protocol/explorer.ts';
import type { FromMessages, Look, MessagesAnswers, MessagesQuestion } from '../protocol/messages.ts';
import { problemOf } from '../kafka/fault.ts';
import { wayTo } from '../http/way.ts';
import type { ClusterGateway } from '../kafka/gateway.ts';
import { openConnection } from '../kafka/open.ts';
import { fixedToken } from '../kafka/rest/settings.ts';
import { PayloadDecoder } from '../payload/decoder.ts';
import { HeldRoom } from './sweep/held.ts';
import { Viewer } from './viewer.ts';

interface Open {
  gateway: ClusterGateway;
  viewer: Viewer;
}

/** All viewers of a window. Each has a connection of its own, so that one that is closed takes nothing from another. */
export class MessageService {
  readonly #open = new Map<number, Open>();
  /** What went wrong before there was anything to ask. */
  readonly #failed = new Map<number, Answered<never>>();

  constructor(private readonly tell: (message: FromMessages) => void) {}

  look(viewer: number, opening: Opening, look: Look): void {
    this.close(viewer);
    try {
      const { description, secrets, folder, registry } = opening;
      const gateway = openConnection(description, secrets, { room: new HeldRoom().room, ...(folder !== undefined && { folder }) });
      const decoder = new PayloadDecoder({ way: wayTo, fromText: !gateway.capabilities.binary, ...(folder !== undefined && { folder }), ...(registry && { registry }), ...(secrets.registryPassword !== undefined && { registryPassword: secrets.registryPassword }) });
      const made = new Viewer(gateway, look, decoder, (status) => { this.tell({ type: 'status', viewer, status }); });
      this.#open.set(viewer, { gateway, viewer: made });
      void made.read();
    } catch (error) {
      const problem = problemOf(error);
      this.#failed.set(viewer, { problem });
      this.tell({ type: 'status', viewer, status: { state: 'failed', topic: look.topic, from: '', held: 0, bytes: 0, letGo: 0, full: false, waiting: 0, matching: 0, searched: 0, version: 0, problem } });
    }
  }

  /** Goes on with the token of this opening, where the connection has one. */
  renew(viewer: number, { secrets }: Opening): void { this.#open.get(viewer)?.gateway.renew?.(fixedToken(secrets)); }

  stop(viewer: number): void { this.#open.get(viewer)?.viewer.stop(); }

  /** Never rejects. */
  async answer(viewer: number, question: MessagesQuestion): Promise<Answered<MessagesAnswers[keyof MessagesAnswers]>> {
    const open = this.#open.get(viewer);
    if (!open) return this.#failed.get(viewer) ?? { problem: { kind: 'closed', message: 'These messages are no longer held.', hint: 'Read them again.' } };
    try {
      return { value: await open.viewer.answer(question) };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  close(viewer: number): void {
    const open = this.#open.get(viewer);
    this.#open.delete(viewer);
    this.#failed.delete(viewer);
    open?.viewer.close();
    open?.gateway.close().catch(() => undefined);
  }

  closeAll(): void { for (const viewer of [...this.#open.keys()]) this.close(viewer); }
}
