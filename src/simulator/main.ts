/** The simulator's process: one run at a time, told over IPC. Entry of dist/simulator.js. */
import type { FromRunner, ToRunner } from '../protocol/rpc.ts';
import { Runner } from './runner.ts';

const memory = Number(process.env['WEIR_MEMORY_LIMIT']);
const runner = new Runner({ folder: __dirname, ...(memory > 0 ? { memoryLimit: memory } : {}) }, (message: FromRunner) => {
  if (process.connected) process.send?.(message);
});

process.on('message', (message: ToRunner) => {
  if (message.type === 'run') runner.run(message.options, { output: message.settings.output, stdin: false });
  else if (message.type === 'dispose') quit();
  else if (message.type === 'renew') runner.renew();
  else if (message.type === 'command' && message.command.do === 'stop') runner.interrupt();
  else runner.send(message);
});

/** Whoever started the run is gone. */
process.on('disconnect', quit);

function quit(): void {
  runner.dispose();
  process.exit(0);
}
