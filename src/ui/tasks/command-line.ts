/** Tasks of the type `weir` as command lines. Knows no VS Code. */
import path from 'node:path';

export const TASK_KINDS = ['simulate', 'test', 'check', 'submit'] as const;
export type TaskKind = typeof TASK_KINDS[number];

/** As it stands in tasks.json; paths are relative to the workspace folder. */
export interface TaskDefinition {
  type: string;
  kind: TaskKind;
  job?: string;
  path?: string;
  arguments?: string[];
  target?: string;
  profile?: string;
  options?: string[];
}

/** What of it can be a task: tasks.json is written by hand. */
export function taskOf(raw: Readonly<Record<string, unknown>>): Omit<TaskDefinition, 'type'> | undefined {
  const kind = TASK_KINDS.find((each) => each === raw['kind']);
  if (kind === undefined) return undefined;
  const text = <K extends string>(key: K): { [key in K]?: string } => (typeof raw[key] === 'string' && raw[key] !== '' ? { [key]: raw[key] } as { [key in K]: string } : {});
  const texts = <K extends string>(key: K): { [key in K]?: string[] } => (Array.isArray(raw[key]) ? { [key]: raw[key].map(String) } as { [key in K]: string[] } : {});
  return { kind, ...text('job'), ...text('path'), ...texts('arguments'), ...text('target'), ...text('profile'), ...texts('options') };
}

/** What `weir` is called with. What is missing or wrong it says itself, in the terminal, with its exit code. */
export function argumentsOf({ kind, job, path: tested, arguments: given = [], target, profile, options = [] }: Omit<TaskDefinition, 'type'>, folder: string): string[] {
  const files = (file: string | undefined): string[] => (file === undefined ? [] : [placed(file, folder)]);
  switch (kind) {
    case 'simulate': return ['run', '--problems', ...(target === undefined ? [] : ['--target', target]), ...options, ...files(job), ...given];
    case 'test': return ['test', ...options, ...files(tested ?? job)];
    case 'check': return ['check', ...options, ...files(job)];
    case 'submit': return ['submit', ...(profile === undefined ? [] : ['--profile', profile]), ...options, ...files(job), ...given];
  }
}

/** Addresses, and what VS Code's variables begin, stay as they are. */
const placed = (file: string, folder: string): string => (/^\$\{|^[a-z]{2,}:\/\//i.test(file) ? file : path.resolve(folder, file));
