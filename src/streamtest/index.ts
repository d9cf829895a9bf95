/** Stream tests: read, run and reported. */
export { testFilesIn, TEST_FILE, isFile } from './files.ts';
export { junitXml, type FileReport } from './junit.ts';
export { prepareTest } from './prepare.ts';
export { readTests } from './read.ts';
export { runTest, type StartRun } from './run.ts';
