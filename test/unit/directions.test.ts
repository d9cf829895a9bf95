/** Plants imports that the architecture forbids, and sees lint and the compiler refuse each. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { cycleOf, readProjects, root } from '../directions.mjs';
import { checkTypes } from '../types.mjs';

interface Plant { name: string; file: string; code: string; lint: RegExp; types?: false }

const plant = (file: string, code: string, lint: RegExp, types?: false): Plant => ({ name: `${file}: ${code}`, file, code: `${code}\n`, lint, ...(types === false && { types }) });
const PLANTS: readonly Plant[] = [
  plant('spark/planted-engine.ts', "export * from '../engine/query/query.ts';", /src\/spark may not import engine\/query\/query\.ts/),
  plant('spark/sql/planted-deep.ts', "export * from '../../simulator/main.ts';", /src\/spark may not import simulator/),
  plant('engine/planted-simulator.ts', "import { x } from '../simulator/main.ts';\nexport const y = x;", /src\/engine may not import simulator/),
  plant('protocol/planted-type.ts', "import type { x } from '../spark/types.ts';\nexport type Y = typeof x;", /src\/protocol may not import spark/),
  plant('python/planted.ts', "export const load = () => import('../engine/query/query.ts');", /src\/python may not import engine/),
  plant('kafka/planted.ts', "export type X = import('../simulator/main.ts').x;", /src\/kafka may not import simulator/),
  plant('kafka/planted-azure.ts', "export * from '../azure/worker.ts';", /src\/kafka may not import azure/),
  plant('azure/planted.ts', "export * from '../kafka/gateway.ts';", /src\/azure may not import kafka/),
  plant('hdinsight/planted.ts', "export * from '../kafka/gateway.ts';", /src\/hdinsight may not import kafka/),
  plant('hdinsight/planted-vscode.ts', "export { Uri } from 'vscode';", /src\/hdinsight may not import vscode/),
  plant('ui/planted-hdinsight.ts', "export * from '../hdinsight/client.ts';", /src\/ui may not import hdinsight/),
  plant('templates/planted.ts', "export * from '../kafka/gateway.ts';", /src\/templates may not import kafka/),
  plant('templates/planted-vscode.ts', "export { Uri } from 'vscode';", /src\/templates may not import vscode/),
  plant('threads/planted.ts', "export * from '../kafka/gateway.ts';", /src\/threads may not import kafka/),
  plant('http/planted.ts', "export * from '../kafka/gateway.ts';", /src\/http may not import kafka/),
  plant('spark-local/planted.ts', "export * from '../simulator/main.ts';", /src\/spark-local may not import simulator\/main/),
  plant('simulator/planted-spark-local.ts', "export * from '../spark-local/client.ts';", /src\/simulator may not import spark-local/),
  plant('ui/planted-azure.ts', "export * from '../azure/worker.ts';", /src\/ui may not import azure\/worker/),
  plant('simulator/planted.ts', "export * from '../cli/main.ts';", /src\/simulator may not import cli/),
  plant('cli/planted.ts', "export * from '../simulator/session/index.ts';", /src\/cli may not import simulator\/session\/index\.ts/),
  plant('cli/planted-ui.ts', "export * from '../ui/contract.ts';", /src\/cli may not import ui/),
  plant('ui/planted.ts', "export * from '../engine/query/query.ts';", /src\/ui may not import engine/),
  plant('ui/planted-page.ts', "export * from '../webview/run/main.ts';", /src\/ui may not import webview/),
  plant('webview/planted.ts', "export * from '../spark/types.ts';", /src\/webview may not import spark/),
  plant('spark/planted-node.ts', "export * from 'node:fs';", /src\/spark has no Node/),
  plant('engine/planted-node.ts', "export { join } from 'path';", /src\/engine has no Node/),
  plant('webview/planted-node.ts', "export * from 'node:fs';", /src\/webview has no Node/),
  plant('spark/planted-vscode.ts', "export { Uri } from 'vscode';", /src\/spark may not import vscode/),
  plant('cli/planted-vscode.ts', "export { Uri } from 'vscode';", /src\/cli may not import vscode/),
  plant('simulator/planted-vscode.ts', "export { Uri } from 'vscode';", /src\/simulator may not import vscode/),
  plant('spark/planted-package.ts', "export { html } from 'lit';", /src\/spark imports no package/, false),
  plant('spark/planted-process.ts', 'export const env = process.env;', /'process'/),
  plant('engine/planted-document.ts', 'export const page = document;', /'document'/),
  plant('engine/planted-timer.ts', 'export const timer = setTimeout(() => undefined, 1);', /'setTimeout'/),
  plant('webview/planted-process.ts', 'export const env = process.env;', /'process'/),
  plant('engine/planted-clock.ts', 'export const now = () => Date.now();', /The clock is handed in/, false),
  plant('spark/planted-any.ts', 'export const loose = (x: any): unknown => x;', /Unexpected any/, false),
  plant('spark/planted-disable.ts', '/* eslint-disable */\nexport const loose = (x: any): unknown => x;', /Unexpected any/, false),
];
/** What the plants import: a tree of stubs. */
const STUBS = ['protocol/run.ts', 'spark/types.ts', 'spark/sql/index.ts', 'engine/query/query.ts', 'python/host.ts', 'kafka/gateway.ts', 'hdinsight/client.ts', 'azure/worker.ts', 'spark-local/client.ts', 'simulator/main.ts', 'simulator/client.ts', 'simulator/session/index.ts', 'cli/main.ts', 'ui/contract.ts', 'webview/run/main.ts', 'contract.ts', 'extension.ts'];

test('lint refuses each planted violation, whatever a comment in the file says', async (t) => {
  const eslint = new ESLint({ cwd: root });
  const linter = new Linter({ cwd: root });
  for (const { name, file, code, lint } of PLANTS) {
    await t.test(name, async () => {
      const filename = path.join(root, 'src', file);
      const config = await eslint.calculateConfigForFile(filename) as Linter.Config;
      // The configuration as it is, without the rules that need the type of every expression: the planted file is in no program.
      const rules = Object.fromEntries(Object.entries(config.rules ?? {}).filter(([rule]) => !rule.startsWith('@typescript-eslint/') || rule === '@typescript-eslint/no-explicit-any'));
      const said = linter.verify(code, { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, linterOptions: config.linterOptions ?? {}, plugins: config.plugins ?? {}, rules }, { filename });
      assert.ok(said.some(({ severity, message }) => severity === 2 && lint.test(message)), JSON.stringify(said));
    });
  }
});

test('the compiler refuses them too, and nothing else', async (t) => {
  const top = treeOfStubs();
  after(() => { rmSync(top, { recursive: true, force: true }); });
  const planted = PLANTS.filter(({ types }) => types !== false);
  let said: readonly { file: string; text: string }[] = [];
  before(() => {
    for (const { file, code } of planted) writeFileSync(path.join(top, 'src', file), code);
    said = checkTypes(top).map(({ file, messageText }) => ({ file: file ? path.relative(path.join(top, 'src'), file.fileName).split(path.sep).join('/') : '', text: JSON.stringify(messageText) }));
  });
  for (const { name, file } of planted) {
    await t.test(name, () => { assert.ok(said.some((each) => each.file === file), 'it compiles'); });
  }
  await t.test('the stubs compile', () => { assert.deepEqual(said.filter(({ file }) => !planted.some((each) => each.file === file)), []); });
});

test('folders do not import each other in a circle', () => {
  const projects = readProjects();
  assert.equal(cycleOf(projects), undefined);
  const spark = projects.find(({ folder }) => path.basename(folder) === 'spark')!;
  const circle = cycleOf([...projects.filter((each) => each !== spark), { ...spark, sees: [...spark.sees, path.join(root, 'src', 'simulator')] }]);
  assert.ok(circle?.includes('spark') && circle.includes('simulator'));
});

test('Python files are held to the same 500 lines', () => {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));
  assert.deepEqual(files.filter((file) => readFileSync(path.join(root, 'src', file), 'utf8').split('\n').length > 501), []);
});

function treeOfStubs(): string {
  const home = path.join(root, '.artefacts');
  mkdirSync(home, { recursive: true });
  const top = mkdtempSync(path.join(home, 'directions-'));
  for (const file of ['tsconfig.json', 'tsconfig.base.json']) cpSync(path.join(root, file), path.join(top, file));
  for (const { file } of readProjects()) {
    const to = path.join(top, path.relative(root, file));
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(file, to);
  }
  for (const file of STUBS) {
    mkdirSync(path.dirname(path.join(top, 'src', file)), { recursive: true });
    writeFileSync(path.join(top, 'src', file), 'export const x = 1;\n');
  }
  mkdirSync(path.join(top, 'test'));
  writeFileSync(path.join(top, 'test', 'stub.test.ts'), 'export const x = 1;\n');
  return top;
}
