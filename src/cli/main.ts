#!/usr/bin/env node
/** The command line. Entry of dist/cli.js. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { called } from './called.ts';
import { Exit } from './exit.ts';
import { mainHelp } from './help.ts';
import { run } from './run.ts';
import { out, say } from './say.ts';

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out(mainHelp());
    return name === undefined ? Exit.usage : Exit.done;
  }
  if (name === '--version') {
    out(`${(JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string }).version}\n`);
    return Exit.done;
  }
  const code = name === 'run' ? await called(name, run, args) : await (await import('./commands.ts')).other(name, args);
  if (code === undefined) say(`There is no command ${name}. weir --help lists them.`);
  return code ?? Exit.usage;
}

main(process.argv.slice(2)).then((code) => process.exit(code), (error: unknown) => {
  say(error instanceof Error ? error.stack ?? error.message : String(error));
  process.exit(Exit.failed);
});
