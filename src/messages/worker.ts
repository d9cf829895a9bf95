/** The thread that holds the viewers' messages. Entry of dist/messages-worker.js. */
import { parentPort } from 'node:worker_threads';
import type { FromMessages, ToMessages } from '../protocol/messages.ts';
import { MessageService } from './service.ts';

const tell = (message: FromMessages): void => { parentPort?.postMessage(message); };
const service = new MessageService(tell);

parentPort?.on('message', (message: ToMessages) => {
  switch (message.type) {
    case 'look': service.look(message.viewer, message.opening, message.look); break;
    case 'renew': service.renew(message.viewer, message.opening); break;
    case 'stop': service.stop(message.viewer); break;
    case 'close': service.close(message.viewer); break;
    case 'ask': void service.answer(message.viewer, message.question).then((answer) => { tell({ type: 'answer', id: message.id, answer }); }); break;
    case 'end':
      service.closeAll();
      parentPort?.close();
  }
});
