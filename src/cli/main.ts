#!/usr/bin/env node
/** The command line. Entry of dist/cli.js. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Exit } from './exit.ts';
import { mainHelp } from './help.ts';
import { UsageError } from './options.ts';
import { run } from './run.ts';
import { out, say } from './say.ts';

type Command = (args: string[]) => Promise<number>;
/** Loaded when they are asked for: a run needs none of the others. */
const COMMANDS: Record<string, Command> = {
  run,
  test: async (args) => (await import('./test.ts')).test(args),
  topics: async (args) => (await import('./topics.ts')).topics(args),
  peek: async (args) => (await import('./peek.ts')).peek(args),
  produce: async (args) => (await import('./produce.ts')).produce(args),
  schema: async (args) => (await import('./schema.ts')).schema(args),
  doctor: async (args) => (await import('./doctor.ts')).doctor(args),
  jobs: async (args) => (await import('./jobs.ts')).jobs(args),
  logs: async (args) => (await import('./logs.ts')).logs(args),
  progress: async (args) => (await import('./progress.ts')).progress(args),
  kill: async (args) => (await import('./kill.ts')).kill(args),
  submit: async (args) => (await import('./submit.ts')).submit(args),
  check: async (args) => (await import('./check.ts')).check(args),
  compare: async (args) => (await import('./compare.ts')).compare(args),
  new: async (args) => (await import('./new.ts')).newJob(args),
  lag: async (args) => (await import('./lag.ts')).lag(args),
  upload: async (args) => (await import('./upload.ts')).upload(args),
  clusters: async (args) => (await import('./clusters.ts')).clusters(args),
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out(mainHelp());
    return name === undefined ? Exit.usage : Exit.done;
  }
  if (name === '--version') {
    out(`${(JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string }).version}\n`);
    return Exit.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    say(`There is no command ${name}. weir --help lists them.`);
    return Exit.usage;
  }
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message} weir ${name} --help lists the options.`);
    return Exit.usage;
  }
}

main(process.argv.slice(2)).then((code) => process.exit(code), (error: unknown) => {
  say(error instanceof Error ? error.stack ?? error.message : String(error));
  process.exit(Exit.failed);
});
