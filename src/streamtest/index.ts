/** Stream tests: read, run and reported. */
export { testFilesIn, TEST_FILE, isFile, testFileOf } from './files.ts';
export { junitXml, type FileReport } from './junit.ts';
export { prepareTest } from './prepare.ts';
export { prove } from './proof.ts';
export { recordTest } from './record.ts';
export { readTests } from './read.ts';
export { runTest, type StartRun } from './run.ts';
