import { copyStructure } from './text.ts';
import { JsonSyntaxError, sharedLenience, Tokens } from './tokens.ts';

/** get_json_object's JSONPath: `$`, `.name`, `['name']`, `[0]`, `[*]`, `.*`. */
type Step = { readonly kind: 'key' } | { readonly kind: 'name'; readonly name: string } | { readonly kind: 'wildcard' } | { readonly kind: 'subscript' } | { readonly kind: 'index'; readonly index: number };
export type JsonPath = readonly Step[];

/** Undefined where it is no path of that subset. White space may stand before any token (RegexParsers). */
export function parsePath(text: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = text.replace(/^\s*\$/, '');
  if (rest.length === text.length) return undefined;
  const take = (re: RegExp): RegExpExecArray | null => {
    const m = re.exec(rest);
    if (m) rest = rest.slice(m[0].length);
    return m;
  };
  while (rest.trim() !== '') {
    if (take(/^\s*\.\*/) ?? take(/^\s*\['\*'\]/)) {
      steps.push({ kind: 'wildcard' });
      continue;
    }
    const name = take(/^\s*\.\s*([^.[]+)/) ?? take(/^\s*\['\s*([^'?]+)\s*'\]/);
    if (name) {
      steps.push({ kind: 'key' }, { kind: 'name', name: name[1]! });
      continue;
    }
    const subscript = take(/^\s*\[\s*(\*|\d+)\s*\]/);
    if (!subscript) return undefined;
    steps.push({ kind: 'subscript' }, subscript[1] === '*' ? { kind: 'wildcard' } : { kind: 'index', index: Number(subscript[1]) });
  }
  return steps;
}

/** The found text, or null (GetJsonObject.eval). */
export function getJsonObject(json: string, path: JsonPath): string | null {
  try {
    const p = new Tokens(json, sharedLenience);
    p.nextToken();
    const out = new Output();
    return evaluate(p, out, 'raw', path) ? out.text() : null;
  } catch (e) {
    if (e instanceof JsonSyntaxError) return null;
    throw e;
  }
}

type Style = 'raw' | 'quoted' | 'flatten';

/** A JSON generator: values are separated inside an array, raw text is not. */
class Output {
  private out = '';
  private readonly counts: number[] = [];
  text(): string { return this.out; }
  raw(s: string): void { this.out += s; }
  value(s: string): void {
    const depth = this.counts.length - 1;
    if (depth >= 0 && this.counts[depth]!++ > 0) this.out += ',';
    this.out += s;
  }
  start(): void {
    this.value('[');
    this.counts.push(0);
  }
  end(): void {
    this.counts.pop();
    this.out += ']';
  }
}

function evaluate(p: Tokens, g: Output, style: Style, path: JsonPath): boolean {
  const [step, next, third, fourth] = path;
  if (!step) {
    if (p.token === 'VALUE_STRING' && style === 'raw') g.raw(p.text);
    else if (p.token === 'START_ARRAY' && style === 'flatten') return each(p, () => evaluate(p, g, style, [])) > 0;
    else g.value(copyStructure(p));
    return true;
  }
  if (p.token === 'START_OBJECT' && step.kind === 'key') {
    let found = false;
    for (let t = p.nextToken(); t !== 'END_OBJECT'; t = p.nextToken()) {
      if (t === null) return found;
      if (found) p.skipChildren(); else found = evaluate(p, g, style, path.slice(1));
    }
    return found;
  }
  if (p.token === 'START_ARRAY' && step.kind === 'subscript' && next?.kind === 'wildcard') {
    if (third?.kind === 'subscript' && fourth?.kind === 'wildcard') return array(p, g, 'flatten', path.slice(4));
    if (style === 'quoted') return array(p, g, 'quoted', path.slice(2));
    const inner = new Output();
    inner.start();
    const found = each(p, () => evaluate(p, inner, style === 'raw' ? 'quoted' : 'flatten', path.slice(2)));
    inner.end();
    if (found > 0) g.value(found > 1 ? inner.text() : inner.text().slice(1, -1));
    return found > 0;
  }
  if (p.token === 'START_ARRAY' && step.kind === 'subscript' && next?.kind === 'index') {
    const inner: Style = third?.kind === 'subscript' && fourth?.kind === 'wildcard' ? 'quoted' : style;
    let item = p.nextToken();
    for (let i = next.index; i > 0 && item !== 'END_ARRAY'; i--) {
      p.skipChildren();
      item = p.nextToken();
    }
    if (item === 'END_ARRAY') return false;
    const found = evaluate(p, g, inner, path.slice(2));
    while (p.nextToken() !== 'END_ARRAY') p.skipChildren();
    return found;
  }
  if (p.token === 'FIELD_NAME' && (step.kind === 'wildcard' || (step.kind === 'name' && p.currentName === step.name))) {
    if (p.nextToken() === 'VALUE_NULL' && step.kind === 'name') return false;
    return evaluate(p, g, style, path.slice(1));
  }
  p.skipChildren();
  return false;
}

function each(p: Tokens, f: () => boolean): number {
  let found = 0;
  for (let t = p.nextToken(); t !== 'END_ARRAY'; t = p.nextToken()) {
    if (t === null) break;
    if (f()) found++;
  }
  return found;
}

function array(p: Tokens, g: Output, style: Style, path: JsonPath): boolean {
  g.start();
  const found = each(p, () => evaluate(p, g, style, path));
  g.end();
  return found > 0;
}
