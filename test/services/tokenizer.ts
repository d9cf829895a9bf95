/** VS Code's own tokenizer and Python grammar, from the VS Code that the host tests use, with our injection or without it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureVSCode } from '../stack/vscode.ts';
import { root } from '../directions.mjs';

interface Token { startIndex: number; endIndex: number; scopes: string[] }
interface Stack { depth: number }
interface Grammar { tokenizeLine(line: string, stack: Stack | null): { tokens: Token[]; ruleStack: Stack } }
interface Textmate {
  Registry: new (options: { onigLib: Promise<unknown>; loadGrammar(scope: string): Promise<unknown>; getInjections(scope: string): string[] | undefined }) => { loadGrammar(scope: string): Promise<Grammar | null> };
  parseRawGrammar(text: string, file: string): unknown;
}
interface Oniguruma { loadWASM(bytes: Uint8Array): Promise<void>; OnigScanner: new (patterns: string[]) => unknown; OnigString: new (text: string) => unknown }
interface Declared { scopeName: string; path: string; injectTo?: string[] }

/** A line's pieces: the text, and its scopes below `source.python`. */
export type Piece = readonly [text: string, scopes: string];
export type Tokenize = (source: string) => Piece[][];

export async function tokenizers(): Promise<{ ours: Tokenize; plain: Tokenize }> {
  const { server } = await ensureVSCode(path.join(root, '.cache'));
  const home = path.join(path.dirname(server), '..'), require = createRequire(path.join(home, 'package.json'));
  const { Registry, parseRawGrammar } = require('vscode-textmate') as Textmate, oniguruma = require('vscode-oniguruma') as Oniguruma;
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const onigLib = Promise.resolve({ createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns), createOnigString: (text: string) => new oniguruma.OnigString(text) });
  const { contributes: { grammars } } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { contributes: { grammars: Declared[] } };
  const python = path.join(home, 'extensions', 'python', 'syntaxes');
  const files: Record<string, string> = {
    'source.python': path.join(python, 'MagicPython.tmLanguage.json'), 'source.regexp.python': path.join(python, 'MagicRegExp.tmLanguage.json'),
    ...Object.fromEntries(grammars.map((grammar) => [grammar.scopeName, path.join(root, grammar.path)])),
  };
  const make = async (injections: string[]): Promise<Tokenize> => {
    const grammar = await new Registry({
      onigLib, getInjections: (scope) => (scope === 'source.python' ? injections : undefined),
      loadGrammar: (scope) => Promise.resolve(files[scope] === undefined ? null : parseRawGrammar(readFileSync(files[scope], 'utf8'), files[scope])),
    }).loadGrammar('source.python');
    return (source) => {
      let stack: Stack | null = null;
      return source.split('\n').map((line): Piece[] => {
        const { tokens, ruleStack } = grammar!.tokenizeLine(line, stack);
        stack = ruleStack;
        return tokens.map(({ startIndex, endIndex, scopes }) => [line.slice(startIndex, endIndex), scopes.slice(1).join(' ')]);
      });
    };
  };
  const injected = grammars.filter((grammar) => grammar.injectTo?.includes('source.python')).map((grammar) => grammar.scopeName);
  return { ours: await make(injected), plain: await make([]) };
}
