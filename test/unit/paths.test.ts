/** Paths and programs as each system has them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asWritten, splitPathList, toNative, toPython } from '../../src/python/paths.ts';
import { fileUri } from '../../src/simulator/files.ts';
import { glob } from '../../src/simulator/glob.ts';
import { interpreters } from '../../src/simulator/packages.ts';

test('what Windows calls C:\\a is /c/a for Python, and back', () => {
  for (const [native, python] of [['C:\\Users\\Ann B\\job.py', '/c/Users/Ann B/job.py'], ['d:\\', '/d'], ['\\\\nas\\team\\data\\x.csv', '/unc/nas/team/data/x.csv']] as const) {
    assert.equal(toPython(native, 'win32'), python);
    assert.equal(toNative(python, 'win32').toLowerCase(), native.toLowerCase());
  }
  assert.equal(toPython('C:/mixed\\slashes//x', 'win32'), '/c/mixed/slashes/x');
  assert.equal(toPython('\\\\?\\C:\\long\\x', 'win32'), '/c/long/x');
  assert.equal(toPython('\\\\?\\UNC\\nas\\team\\x', 'win32'), '/unc/nas/team/x');
  assert.equal(toNative('/lib/python3.13/os.py', 'win32'), '/lib/python3.13/os.py');
});

test('elsewhere a path is the same for both', () => {
  for (const path of ['/home/me/job.py', '/c/x', '/tmp/a b/ü', '/tmp/back\\slash']) {
    assert.equal(toPython(path, 'posix'), path);
    assert.equal(toNative(path, 'posix'), path);
  }
});

test('a path that a job on Windows wrote itself', () => {
  assert.equal(asWritten('C:\\data\\x.csv'), '/c/data/x.csv');
  assert.equal(asWritten('/c/work/C:\\data\\x.csv'), '/c/data/x.csv');
  assert.equal(asWritten('/c/work/C:/data/x.csv'), '/c/data/x.csv');
  assert.equal(asWritten('/c/work/data\\x.csv'), '/c/work/data/x.csv');
  assert.equal(asWritten('data/x.csv'), 'data/x.csv');
});

test('lists of folders', () => {
  assert.deepEqual(splitPathList('C:\\a;D:\\b c;', 'win32'), ['C:\\a', 'D:\\b c']);
  assert.deepEqual(splitPathList('/a:/b c:', 'posix'), ['/a', '/b c']);
  assert.deepEqual(splitPathList(undefined, 'win32'), []);
});

test('local files as Hadoop writes them', () => {
  assert.equal(fileUri('/tmp/a b', '/'), 'file:/tmp/a b');
  assert.equal(fileUri('C:\\data\\a b', '\\'), 'file:/C:/data/a b');
});

/** Files of an imagined machine, by their full paths. */
function machine(sep: '/' | '\\', files: readonly string[]): Parameters<typeof glob>[1] {
  const below = (folder: string): string[] => files.filter((file) => file.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  return {
    sep,
    stat: (path) => (files.includes(path) || below(path).length > 0 ? { isDirectory: !files.includes(path), size: 1, modifiedMs: 0 } : undefined) as ReturnType<Parameters<typeof glob>[1]['stat']>,
    list: (folder) => [...new Set(below(folder).map((file) => file.slice((folder.endsWith(sep) ? folder : folder + sep).length).split(sep)[0]!))].map((name) => ({ name })) as ReturnType<Parameters<typeof glob>[1]['list']>,
  };
}

test('patterns find files on a drive, on a share and under /', () => {
  assert.deepEqual(glob('C:\\in\\*.json', machine('\\', ['C:\\in\\b.json', 'C:\\in\\a.json', 'C:\\in\\a.csv'])), ['C:\\in\\a.json', 'C:\\in\\b.json']);
  assert.deepEqual(glob('C:/in/{a,b}.json', machine('\\', ['C:\\in\\b.json', 'C:\\in\\a.json'])), ['C:\\in\\a.json', 'C:\\in\\b.json']);
  assert.deepEqual(glob('\\\\nas\\team\\in\\?.json', machine('\\', ['\\\\nas\\team\\in\\a.json', '\\\\nas\\team\\in\\ab.json'])), ['\\\\nas\\team\\in\\a.json']);
  assert.deepEqual(glob('/in/*/x.json', machine('/', ['/in/1/x.json', '/in/2/y.json'])), ['/in/1/x.json']);
});

test('the interpreter that `python` would be', () => {
  assert.deepEqual(interpreters(undefined, { VIRTUAL_ENV: 'C:\\work\\.venv' }, 'win32'), ['C:\\work\\.venv\\Scripts\\python.exe', 'python', 'py']);
  assert.deepEqual(interpreters(undefined, { CONDA_PREFIX: 'C:\\conda' }, 'win32'), ['C:\\conda\\python.exe', 'python', 'py']);
  assert.deepEqual(interpreters(undefined, { VIRTUAL_ENV: '/work/.venv' }, 'darwin'), ['/work/.venv/bin/python', 'python3', 'python']);
  assert.deepEqual(interpreters('/opt/python', { VIRTUAL_ENV: '/work/.venv' }, 'linux'), ['/opt/python']);
});
