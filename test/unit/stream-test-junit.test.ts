import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { junitXml } from '../../src/streamtest/index.ts';
import type { TestOutcome } from '../../src/protocol/stream-test.ts';

const span = { file: '/w/a.stream-test.yaml', line: 3, column: 0, endLine: 3, endColumn: 1 };
const result = (outcome: TestOutcome, name: string, message = '', output = '') => ({ file: span.file, name, outcome, failures: message === '' ? [] : [{ message, span, table: '~   <a>' }], tookMs: 12.4, output });
/** Every code unit that XML cannot hold, and what its syntax is made of. */
const HOSTILE = `${Array.from({ length: 0x20 }, (_, i) => String.fromCharCode(i)).join('')}\u007f\u0085\ufffe\uffff\ud800x\udc00<>&"']]>-->\u{1f600}\u2028`;

test('what any text holds makes no invalid XML', () => {
  const xml = junitXml([{ file: `/w/${HOSTILE}.stream-test.yaml`, problems: [{ message: HOSTILE, hint: HOSTILE, span }], results: [result('failed', HOSTILE, HOSTILE, HOSTILE), result('passed', 'ok')] }], '/w');
  // Expat takes nothing that is not well-formed XML 1.0.
  const message = execFileSync('python3', ['-c', 'import sys, xml.etree.ElementTree as t; sys.stdout.buffer.write(t.fromstring(sys.stdin.buffer.read()).find(".//failure").get("message").encode())'], { input: xml, encoding: 'utf8' });
  for (const part of ['\\u0000', '\\u001b', '\\ud800x\\udc00', '\\ufffe', '\u{1f600}']) assert.ok(message.includes(part), part);
});

test('failures, errors and broken files are counted as readers of the format count them', () => {
  const xml = junitXml([
    { file: '/w/a.stream-test.yaml', problems: [], results: [result('passed', 'a'), result('failed', 'b', 'wrong'), result('errored', 'c', 'broke', 'printed'), result('refused', 'd', 'not simulated')] },
    { file: '/w/b.stream-test.yaml', problems: [{ message: 'No.', hint: 'Mend it.', span }], results: [] },
  ], '/w');
  assert.match(xml, /<testsuites name="weir test" tests="5" failures="1" errors="3" time="0\.050">/);
  assert.match(xml, /<testsuite name="a\.stream-test\.yaml" tests="4" failures="1" errors="2"/);
  assert.match(xml, /<testcase name="line 3" classname="b\.stream-test\.yaml" file="b\.stream-test\.yaml" line="3" time="0">\n\s*<error message="No\." type="unreadable">b\.stream-test\.yaml:3: No\. Mend it\.<\/error>/);
  assert.match(xml, /<failure message="wrong" type="failed">\/w\/a\.stream-test\.yaml:3: wrong\n~ {3}&#60;a&#62;<\/failure>/);
  assert.match(xml, /<system-out>printed<\/system-out>/);
});
