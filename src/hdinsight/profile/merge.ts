/** What a command line says, over what a profile says. */
import type { Profile } from '../../protocol/submit.ts';
import { MEMORY } from './fields.ts';

export interface Overrides {
  conf: Readonly<Record<string, string>>;
  /** Arguments of the job: they take the place of the profile's. */
  arguments?: readonly string[];
  cluster?: string;
  name?: string;
  queue?: string;
  className?: string;
  storage?: string;
}

/** A setting that a profile says in words of its own: the command line's takes its place. Other text is left for Livy's rules to refuse. */
export function merge(profile: Profile, over: Overrides): Profile {
  const merged = structuredClone(profile);
  for (const key of ['cluster', 'name', 'queue', 'className', 'storage'] as const) if (over[key] !== undefined) merged[key] = over[key];
  if (over.arguments && over.arguments.length > 0) merged.arguments = [...over.arguments];
  for (const [key, value] of Object.entries(over.conf)) {
    const whole = /^\d{1,6}$/.test(value) && Number(value) > 0 ? Number(value) : undefined, memory = MEMORY.test(value) ? value : undefined;
    if (key === 'spark.driver.memory' && memory) merged.driver.memory = memory;
    else if (key === 'spark.driver.cores' && whole) merged.driver.cores = whole;
    else if (key === 'spark.executor.memory' && memory) merged.executor.memory = memory;
    else if (key === 'spark.executor.cores' && whole) merged.executor.cores = whole;
    else if (key === 'spark.executor.instances' && whole) merged.executor.instances = whole;
    else if (key === 'spark.yarn.queue') merged.queue = value;
    else if (key === 'spark.app.name') merged.name = value;
    else merged.conf = { ...merged.conf, [key]: value };
  }
  return merged;
}
