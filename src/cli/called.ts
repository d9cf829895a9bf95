import { Exit } from './exit.ts';
import { UsageError } from './options.ts';
import { say } from './say.ts';

/** Returns the exit code. */
export type Command = (args: string[]) => Promise<number>;

/** Wrong use is one line that names the way out. */
export async function called(name: string, command: Command, args: string[]): Promise<number> {
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message} weir ${name} --help lists the options.`);
    return Exit.usage;
  }
}
