// syntaxes/spark-sql.tmLanguage.json: SQL in strings of Python. Keywords come from the parser, functions from the registry; neither is listed twice.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import * as esbuild from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const FILE = path.join(root, 'syntaxes', 'spark-sql.tmLanguage.json');

/** Calls whose first argument is SQL, and those of which each argument is. */
const ONE = ['\\.sql\\(', '\\bexpr\\(', '\\.filter\\(', '\\.where\\('], MANY = ['\\.selectExpr\\('];
const TYPES = 'BOOLEAN BYTE TINYINT SHORT SMALLINT INT INTEGER LONG BIGINT FLOAT REAL DOUBLE DATE TIMESTAMP STRING CHAR CHARACTER VARCHAR BINARY DECIMAL DEC NUMERIC VOID ARRAY STRUCT MAP INTERVAL'.split(' ');
const OPERATORS = 'AND OR NOT IN LIKE ILIKE RLIKE REGEXP BETWEEN IS DIV EXISTS'.split(' ');
const CONSTANTS = 'TRUE FALSE NULL'.split(' ');
/** Keywords of statements that are seldom in a job, and are names of columns and tables more often. */
const NAMES = 'ARCHIVE CATALOG CATALOGS CHANGE COLUMN COLUMNS COMMENT COMMIT COST DATA DATABASES DAY DAYOFYEAR DIRECTORIES DIRECTORY EXCHANGE FIELDS FORMAT FUNCTION FUNCTIONS HOUR INDEX INDEXES ITEMS KEYS LINES LIST LOCATION LOCK LOCKS LOGICAL MICROSECOND MILLISECOND MINUTE MONTH NAMESPACE NAMESPACES NO OPTION OPTIONS OVERLAY PERCENT POSITION PRINCIPALS PROPERTIES QUARTER QUERY ROLE ROLES SCHEMA SCHEMAS SECOND START STATISTICS TABLES TIME TOUCH TRANSACTION TRANSACTIONS TYPE UNKNOWN USER VERSION WEEK YEAR ZONE'.split(' ');

const words = (list) => `(?i:\\b(?:${[...list].sort().join('|')})\\b)`;
const scoped = (match, name) => ({ match, name });

/** What stands anywhere in SQL and cannot run on over the end of the string. */
function shared(keywords, functions) {
  const named = [...TYPES, ...OPERATORS, ...CONSTANTS];
  return [
    scoped('\\b(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?(?:[lLsSyYdDfF]|[bB][dD])?\\b', 'constant.numeric.sql'),
    scoped(`(?i:\\b(?:${functions.join('|')}))(?=\\s*\\()`, 'support.function.sql'),
    // A column's name behind a dot is no keyword.
    scoped('(?<=\\.)\\w+', 'variable.other.member.sql'),
    scoped(words(CONSTANTS), 'constant.language.sql'),
    scoped(words(OPERATORS), 'keyword.operator.logical.sql'),
    scoped(words(TYPES), 'storage.type.sql'),
    scoped(words(keywords.filter((word) => !named.includes(word) && !NAMES.includes(word))), 'keyword.other.sql'),
    scoped('<=>|<=|>=|<>|!=|==|=|<|>', 'keyword.operator.comparison.sql'),
    scoped('\\|\\||->|[-+*/%~&|^]', 'keyword.operator.sql'),
  ];
}

/** A string of Python that holds SQL: nothing inside it sees its end, so that each piece is bounded by it. */
function string(quote, formatted) {
  const triple = quote.length === 3, kind = quote[0] === '"' ? 'double' : 'single', lines = triple ? 'multi' : 'single';
  const end = triple ? quote : `${quote}|(?<!\\\\)$`, stop = triple ? `(?=${quote})` : `(?=${quote})|(?<!\\\\)$`;
  const escape = scoped('\\\\(?:.|$)', 'constant.character.escape.python');
  const hole = [scoped('\\{\\{|\\}\\}', 'constant.character.escape.python'), {
    begin: '\\{', end: `${stop}|\\}`, name: 'meta.fstring.python', beginCaptures: { 0: { name: 'constant.character.format.placeholder.other.python' } },
    endCaptures: { 0: { name: 'constant.character.format.placeholder.other.python' } }, patterns: [{ include: 'source.python#f-expression' }],
  }];
  const inner = formatted ? [escape, ...hole] : [escape];
  const bounded = (begin, close, name) => ({ begin, end: `${stop}|${close}`, name, patterns: inner });
  const quotes = [["'", 'string.quoted.single.sql'], ['"', 'string.quoted.double.sql']].filter(([sign]) => triple || sign !== quote[0]);
  return {
    begin: `(${formatted ? '[fF][rR]?|[rR][fF]' : '[rRuU]?'})(${quote})`, end,
    beginCaptures: { 1: { name: 'storage.type.string.python' }, 2: { name: `string.quoted.${kind}.python punctuation.definition.string.begin.python` } },
    endCaptures: { 0: { name: `string.quoted.${kind}.python punctuation.definition.string.end.python` } },
    name: `meta.sql-string.${lines}.python`, contentName: 'meta.embedded.inline.spark-sql',
    patterns: [
      ...inner,
      bounded('--', '$', 'comment.line.double-dash.sql'),
      bounded('/\\*', '\\*/', 'comment.block.sql'),
      ...quotes.map(([sign, name]) => bounded(`(?:\\b[rR])?${sign}${triple && sign === quote[0] ? `(?!${sign}${sign})` : ''}`, sign, name)),
      bounded('`', '`', 'variable.other.quoted.sql'),
      { include: '#shared' },
    ],
  };
}

function grammar(keywords, functions) {
  const strings = ['"""', "'''", '"', "'"].flatMap((quote) => [false, true].map((formatted) => string(quote, formatted)));
  // Where the call's argument is no string, or its strings have ended, nothing is ours.
  const argument = (calls, between) => ({
    begin: `(?<=${calls.join('|')})`, end: `(?!\\s|$|#|${between}(?:[rRuUfF]|[fF][rR]|[rR][fF])?["'])`, contentName: 'meta.sql-argument.python',
    patterns: [{ include: '#strings' }, scoped('#.*$', 'comment.line.number-sign.python'), ...(between === '' ? [] : [scoped(',', 'punctuation.separator.arguments.python')])],
  });
  return {
    $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
    information_for_contributors: ['Written by src/grammar.mjs: change that, and build.'],
    scopeName: 'weir.spark-sql.injection',
    injectionSelector: 'L:source.python -comment -string -meta.embedded -meta.sql-argument',
    patterns: [argument(ONE, ''), argument(MANY, ',|')],
    repository: { strings: { patterns: strings }, shared: { patterns: shared(keywords, functions) } },
  };
}

const load = async (entry) => {
  const { outputFiles } = await esbuild.build({ entryPoints: [path.join(root, 'src', ...entry.split('/'))], bundle: true, platform: 'node', target: 'node20', format: 'cjs', write: false, logLevel: 'warning' });
  const module = { exports: {} };
  compileFunction(outputFiles[0].text, ['module', 'exports', 'require'], { filename: `${entry}.cjs` })(module, module.exports, createRequire(import.meta.url));
  return module.exports;
};

/** The text of the grammar. */
export async function sqlGrammar() {
  const [{ keywords, spellings }, { registry }] = await Promise.all([load('spark/sql/keywords.ts'), load('spark/functions/registry.ts')]);
  const functions = [...registry.keys()].filter((name) => /^[a-z_]/.test(name) && !OPERATORS.includes(name.toUpperCase())).sort().reverse();
  return `${JSON.stringify(grammar([...keywords, ...Object.keys(spellings)], functions), null, 2)}\n`;
}

/** Writes the grammar where it changed; not in CI, so that the test can see an old one. */
export async function writeSqlGrammar() {
  const text = await sqlGrammar();
  if (process.env.CI || (existsSync(FILE) && readFileSync(FILE, 'utf8').replaceAll('\r\n', '\n') === text)) return;
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
}
