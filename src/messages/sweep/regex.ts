import { RegExpParser, type AST } from '@eslint-community/regexpp';
import type { Wanted } from './places.ts';
import { both, necessary, type Sweep } from './rows.ts';
import { holding, type Where } from './text.ts';

/** Texts that are looked for at most; more of them tell hardly more. */
const MOST = 3;

/** Rows that hold what every match of the regular expression holds; undefined where that is nothing in particular. */
export function regexSweep(source: string, flags: string, where: Where): Sweep | undefined {
  const sweeps = fixedTexts(source, flags).map((wanted) => necessary(holding(wanted, where)));
  return sweeps.length > 0 ? sweeps.reduce(both) : undefined;
}

/** Texts of two letters and more that stand in every match. */
export function fixedTexts(source: string, flags: string): Wanted[] {
  const { alternatives } = new RegExpParser({ ecmaVersion: 2018 }).parsePattern(source, 0, source.length, { unicode: true });
  if (alternatives.length !== 1) return [];
  const fold = flags.includes('i'), texts: string[] = [''];
  for (const element of alternatives[0]!.elements) {
    const letter = letterOf(element, fold);
    if (letter === undefined) texts.push('');
    else texts[texts.length - 1] += letter;
  }
  return texts.filter((text) => text.length > 1).sort((a, b) => b.length - a.length).slice(0, MOST).map((text) => ({ bytes: Buffer.from(text, 'utf8'), fold }));
}

/** Undefined of what may be another letter, or none. In any case k and s are also the Kelvin sign and the long s. */
function letterOf(element: AST.Element, fold: boolean): string | undefined {
  if (element.type !== 'Character') return undefined;
  const letter = String.fromCodePoint(element.value);
  // Bytes that are no UTF-8 are shown as U+FFFD.
  if (letter === '\uFFFD' || /\p{Cs}/u.test(letter)) return undefined;
  if (!fold) return letter;
  return letter < '\x80' && !/[ks]/i.test(letter) ? letter.toLowerCase() : undefined;
}
