/** The scopes that VS Code's own tokenizer gives SQL in strings of Python. `WEIR_WRITE=1` records them anew. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { sqlGrammar } from '../../src/grammar.mjs';
import { root } from '../directions.mjs';
import { tokenizers, type Piece, type Tokenize } from './tokenizer.ts';

let ours: Tokenize, plain: Tokenize;
before(async () => { ({ ours, plain } = await tokenizers()); }, { timeout: 900_000 });

const folder = path.join(root, 'test', 'services', 'grammar'), read = (file: string): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
/** Each line of the source, and below it the pieces that our grammar scopes otherwise than Python's own does. */
const dump = (source: string): string => {
  const before = plain(source);
  return source.split('\n').map((line, at) => {
    const pieces = ours(source)[at]!, same = JSON.stringify(pieces) === JSON.stringify(before[at]);
    return [`>${line}`, ...(same ? [] : pieces.filter(([text]) => text.trim() !== '').map(([text, scopes]) => `  ${JSON.stringify(text)} ${scopes.replaceAll(/meta\.function-call(\.arguments)?\.python /g, '')}`))].join('\n');
  }).join('\n');
};

for (const name of readdirSync(folder).filter((each) => each.endsWith('.py')).sort()) {
  test(`${name} has the scopes that are recorded`, () => {
    const file = path.join(folder, name.replace('.py', '.scopes')), found = dump(read(path.join(folder, name)));
    if (process.env.WEIR_WRITE) writeFileSync(file, found);
    assert.equal(found, read(file));
  });
}

test('the grammar is the one that keywords and functions make now', async () => {
  assert.equal(read(path.join(root, 'syntaxes', 'spark-sql.tmLanguage.json')), await sqlGrammar(), 'build, and commit it');
});

const SQL = "select 'it''s', `odd name`, /* why */ a.b[0], {x} + 1.5e3 -- the rest\nfrom t where c = 'é' and d rlike '\\\\d+'";
const last = (lines: Piece[][]): Piece[] => lines.at(-1)!;

for (const quote of ['"""', "'''", '"', "'"]) {
  test(`wherever SQL in ${quote} ends, what follows is Python again`, () => {
    const inner = (quote.length === 3 ? SQL : SQL.replaceAll('\n', ' ')).replaceAll(quote, `\\${quote}`);
    const expected = plain('after = len("x")')[0];
    for (const prefix of ['', 'f', 'r']) {
      for (let end = 0; end <= inner.length; end++) {
        if (inner[end - 1] === '\\') continue;
        const body = inner.slice(0, end);
        // A quote before the closing ones would be read as one of them.
        if (body.endsWith(quote[0]!)) continue;
        // Python's own grammar may run on (an f-string with an open brace): ours may not.
        const source = `df = spark.sql(${prefix}${quote}${body}${quote})\nafter = len("x")`;
        assert.deepEqual(last(ours(source)), expected, source);
        const list = `df.selectExpr(${prefix}${quote}${body}${quote}, "b")\nafter = len("x")`;
        assert.deepEqual(last(ours(list)), expected, list);
      }
    }
  });
}

test('what is no SQL string is left to Python', () => {
  for (const source of ['filter(lambda x: "select", y)', 'sql("select 1")', 'spark.sql(query)', 'df.filter(df.a == "x")', 'x = "select 1"', 'df.selectExpr(*names)', 'spark.sql(b"select")', 'df.where(F.col("select"))', '# spark.sql("select 1")']) {
    assert.deepEqual(ours(source).flat().filter(([, scopes]) => scopes.includes('.sql')), [], source);
  }
});
