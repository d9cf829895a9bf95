// Lint: import directions (test/directions.mjs), sizes, and TypeScript without escape hatches.
import tseslint from 'typescript-eslint';
import { cycleOf, directionRule, readProjects } from './test/directions.mjs';

const projects = readProjects();
const cycle = cycleOf(projects);
if (cycle) throw new Error(`Folders import each other: ${cycle.join(' → ')}`);
const pure = ['src/protocol/**/*.ts', 'src/spark/**/*.ts', 'src/engine/**/*.ts'];

/** What Node and a page would offer, and the clock: handed in, so that a run can be replayed exactly. */
const OUTSIDE = ['process', 'Buffer', 'require', 'module', 'global', '__dirname', '__filename', 'console', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'fetch', 'window', 'document', 'self', 'navigator', 'localStorage', 'Worker'];
const NODE = OUTSIDE.slice(0, OUTSIDE.indexOf('console'));
const CLOCK = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The clock is handed in.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock is handed in.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Random numbers come from a seed that is handed in.' },
];

/** A second, lower limit that only warns: a rule of ESLint has one severity. */
const longFile = {
  meta: { type: 'suggestion', schema: [] },
  create: ({ sourceCode, report }) => ({
    Program: (node) => { if (sourceCode.lines.length > 301) report({ node, message: `${sourceCode.lines.length - 1} lines: more than 300. Split it before it reaches 500.` }); },
  }),
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.cache/**', '.artefacts/**', 'media/**', 'src/python/**/*.py'] },
  { plugins: { weir: { rules: { directions: directionRule(projects), 'long-file': longFile } } } },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'weir/directions': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // node:test collects what its functions return.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] }] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      // An asynchronous interface may be met by something that need not wait.
      '@typescript-eslint/require-await': 'off',
      // What was caught and kept may be thrown on as it came.
      '@typescript-eslint/only-throw-error': 'off',
      'no-throw-literal': 'error',
      // The text of a value depends on its Spark type, which is known where it is made; the types of our functions use no `this`.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: pure, rules: { 'no-restricted-globals': ['error', ...OUTSIDE], 'no-restricted-syntax': ['error', ...CLOCK] } },
  { files: ['src/webview/**/*.ts'], rules: { 'no-restricted-globals': ['error', ...NODE] } },
  { files: ['**/*.ts', '**/*.mjs'], ignores: ['**/*.d.ts'], rules: { 'weir/long-file': 'warn', 'max-lines': ['error', 500] } },
);
