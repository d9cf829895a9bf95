import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environment } from '../../src/ui/run/environment';
import { findCode } from '../stack/desktop-code';
import { npmScript } from '../stack/npm';

const among = (...files: string[]) => (file: string) => files.includes(file);

test('the desktop VS Code is found on each system', () => {
  assert.equal(findCode({ PATH: '/bin:/usr/bin' }, 'linux', among('/usr/bin/code')), '/usr/bin/code');
  assert.equal(findCode({ PATH: '/bin' }, 'linux', among('/usr/bin/code')), undefined);
  const mac = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
  assert.equal(findCode({ PATH: '/bin' }, 'darwin', among(mac)), mac);
  const home = 'C:\\Users\\me\\AppData\\Local\\Programs\\Microsoft VS Code';
  assert.equal(findCode({ Path: `C:\\Windows;${home}\\bin` }, 'win32', among(`${home}\\bin\\code.cmd`, `${home}\\Code.exe`)), `${home}\\Code.exe`);
  assert.equal(findCode({ Path: 'C:\\Windows', LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local' }, 'win32', among(`${home}\\Code.exe`)), `${home}\\Code.exe`);
  assert.equal(findCode({}, 'win32', () => false), undefined);
});

test("npm's script is found without a shell", () => {
  assert.equal(npmScript({}, 'win32', 'C:\\Program Files\\nodejs\\node.exe'), 'C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js');
  assert.equal(npmScript({}, 'darwin', '/usr/local/bin/node'), '/usr/local/lib/node_modules/npm/bin/npm-cli.js');
  assert.equal(npmScript({ npm_execpath: '/x/npm-cli.js' }, 'linux', '/usr/bin/node'), '/x/npm-cli.js');
});

test("a job does not get the editor's own variables", () => {
  assert.deepEqual(environment({ Path: 'C:\\a', VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--x', HOME: undefined, KAFKA_BROKERS: 'b:9092' }), { Path: 'C:\\a', KAFKA_BROKERS: 'b:9092' });
});
