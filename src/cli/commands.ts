/** Every command but `run`. Entry of dist/cli-commands.js, which a run does not load: what it takes to read it would be a tenth of a cold start. */
import { called, type Command } from './called.ts';

const COMMANDS: Record<string, Command> = {
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
  migrate: async (args) => (await import('./migrate.ts')).migrateJob(args),
  new: async (args) => (await import('./new.ts')).newJob(args),
  lag: async (args) => (await import('./lag.ts')).lag(args),
  upload: async (args) => (await import('./upload.ts')).upload(args),
  clusters: async (args) => (await import('./clusters.ts')).clusters(args),
};

/** Undefined: there is no such command. */
export const other = async (name: string, args: string[]): Promise<number | undefined> => (Object.hasOwn(COMMANDS, name) ? called(name, COMMANDS[name]!, args) : undefined);
