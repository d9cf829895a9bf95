/** What a Python file imports, from the syntax tree alone. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

export interface Import {
  /** Leading dots: 0 for an absolute import. */
  level: number;
  /** `a.b` of `import a.b` and of `from a.b import c`; '' of `from . import c`. */
  module: string;
  /** `c` of `from a.b import c`: a name or a module. Empty for `import a.b` and `*`. */
  names: string[];
  /** Inside a `try`: the job may do without it. */
  optional: boolean;
  /** 1-based. */
  line: number;
}

export function importsOf(source: string): Import[] {
  const found: Import[] = [];
  parser.parse(source).iterate({
    enter: (node) => {
      if (node.name !== 'ImportStatement') return;
      const line = source.slice(0, node.from).split('\n').length;
      found.push(...read(node.node, source).map((each) => ({ ...each, optional: isOptional(node.node), line })));
    },
  });
  return found;
}

function isOptional(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node.parent; at; at = at.parent) if (at.name === 'TryStatement') return true;
  return false;
}

/** The statement's own tokens: comments and line ends inside parentheses are none of them. */
function read(node: SyntaxNode, source: string): Pick<Import, 'level' | 'module' | 'names'>[] {
  const tokens: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment') tokens.push(source.slice(child.from, child.to));
  if (tokens[0] === 'from') {
    const at = tokens.indexOf('import');
    const path = tokens.slice(1, at < 0 ? undefined : at).join(''), dots = /^\.*/.exec(path)![0].length;
    return [{ level: dots, module: path.slice(dots), names: at < 0 ? [] : named(tokens.slice(at + 1)) }];
  }
  return named(tokens.slice(1)).map((module) => ({ level: 0, module, names: [] }));
}

/** `a.b as c, d` is a.b and d. */
function named(tokens: readonly string[]): string[] {
  const parts: string[] = [''];
  let skipping = false;
  for (const token of tokens) {
    if (token === ',') {
      parts.push('');
      skipping = false;
    } else if (token === 'as') skipping = true;
    else if (!skipping && token !== '(' && token !== ')' && token !== '*') parts[parts.length - 1] += token;
  }
  return parts.filter((part) => part !== '');
}
