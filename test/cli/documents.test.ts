/** What the documents show of the command line is there: each command, and each option that stands behind it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Folder } from './support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)), folder = new Folder();
after(() => { folder.remove(); });
const DOCUMENTS = ['README.md', ...readdirSync(path.join(root, 'docs'), { recursive: true }).map(String).filter((name) => name.endsWith('.md')).map((name) => path.join('docs', name))];

test('commands and options that the documents show', async () => {
  const shown = new Map<string, Map<string, string>>();
  for (const document of DOCUMENTS) {
    const text = readFileSync(path.join(root, document), 'utf8');
    // In backticks, and as lines of a block; each with what follows until the next command.
    const parts = [...text.matchAll(/`([^`\n]+)`/g), ...text.matchAll(/^((?:weir|node \S*cli\.js) .+)$/gm)].flatMap(([, part]) => part!.split(/(?=\bweir )/));
    for (const part of parts) {
      const [, command] = /^(?:weir|node \S*cli\.js) ([a-z]+)\b/.exec(part) ?? [];
      if (command === undefined) continue;
      const options = shown.get(command) ?? new Map<string, string>();
      shown.set(command, options);
      // What follows three spaces explains the line.
      for (const [option] of part.split(/ {3}/)[0]!.matchAll(/(?<=\s)--[a-z][a-z-]*/g)) options.set(option, document);
    }
  }
  assert.ok(shown.size > 12, [...shown.keys()].join(', '));
  for (const [command, options] of shown) {
    const { code, out } = await folder.command([command, '--help']);
    assert.equal(code, 0, `weir ${command}`);
    for (const [option, document] of options) assert.match(out, new RegExp(`^  ${option}(?: |$)`, 'm'), `${document}: weir ${command} ${option}`);
  }
});
