// THIRD-PARTY-NOTICES.txt: what the bundles contain, by esbuild's own account, and the Python interpreter with its parts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const LICENCES = path.join(root, 'src', 'python', 'licences');
const FILE = path.join(root, 'THIRD-PARTY-NOTICES.txt');
const ISC = `Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.`;
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
/** Of licences whose text is the same for everybody, where a package says only which it is. */
const TEXTS = { ISC, MIT };

/** Names of the packages that these metafiles of esbuild put into a bundle. */
export function bundledPackages(metafiles) {
  const names = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
        if (name && bytesInOutput > 0) names.add(name);
      }
    }
  }
  return [...names].sort();
}

/** The text of the notices. */
export function notices(metafiles) {
  const text = (name) => readFileSync(path.join(LICENCES, name), 'utf8').trimEnd();
  const pyodide = packageOf('pyodide');
  const sections = [
    ...bundledPackages(metafiles).map((name) => {
      const { version, license, homepage, body } = packageOf(name);
      return [`${name} ${version} (${license})`, `${homepage}\n\n${body}`];
    }),
    [`pyodide ${pyodide.version} (MPL-2.0)`, `${pyodide.homepage}\n\nDistributed unchanged; its source is at https://github.com/pyodide/pyodide, tag ${pyodide.version}.\n\n${text('mpl-2.0.txt')}`],
    ['Python 3.13 and its standard library (PSF-2.0)', `https://www.python.org\n\nThe standard library is distributed compiled, otherwise unchanged.\n\n${text('python.txt')}`],
    ['Parts of the Python interpreter', text('parts.txt')],
  ];
  const list = sections.map(([title]) => `  ${title}`).join('\n');
  return `Weir contains the following software of others.\n\n${list}\n${sections.map(([title, body]) => `\n${'='.repeat(78)}\n${title}\n${'='.repeat(78)}\n${body}\n`).join('')}`.replaceAll('\r\n', '\n').replaceAll(/[ \t]+$/gm, '');
}

function packageOf(name) {
  const folder = path.join(root, 'node_modules', name);
  const { version, license, homepage, repository, author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).filter((each) => /^(licen[cs]e|copying)/i.test(each)).sort()[0];
  const holder = typeof author === 'string' ? author : author?.name;
  const body = file ? readFileSync(path.join(folder, file), 'utf8').trim() : license in TEXTS && holder ? `Copyright (c) ${holder}\n\n${TEXTS[license]}` : undefined;
  if (body === undefined && name !== 'pyodide') throw new Error(`${name} is bundled and carries no licence text: add one to src/notices.mjs.`);
  return { version, license, homepage: homepage ?? (typeof repository === 'string' ? repository : repository?.url ?? ''), body };
}

/** Writes the file where it changed. In CI it stays as it was committed, so that the test can see an old one. */
export function writeNotices(metafiles) {
  writeFileSync(path.join(root, 'dist', 'meta.json'), JSON.stringify(metafiles));
  const text = notices(metafiles);
  if (process.env.CI || (existsSync(FILE) && readFileSync(FILE, 'utf8').replaceAll('\r\n', '\n') === text)) return;
  writeFileSync(FILE, text);
}
