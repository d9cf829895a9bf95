import type { FunctionDef } from './def.ts';
import { accessFunctions } from './access.ts';
import { arithmeticFunctions } from './arithmetic.ts';
import { arraySearchFunctions } from './arrays-search.ts';
import { arrayFunctions } from './arrays.ts';
import { conversionFunctions } from './conversion.ts';
import { dateFieldFunctions } from './dates-fields.ts';
import { dateMathFunctions } from './dates-math.ts';
import { nowFunctions } from './dates-now.ts';
import { dateTextFunctions } from './dates-text.ts';
import { dateUnitFunctions } from './dates-units.ts';
import { csvFunctions } from './csv.ts';
import { jsonFunctions } from './json.ts';
import { timeWindowFunctions } from './time-window.ts';
import { comparisonFunctions } from './comparison.ts';
import { complexFunctions } from './complex.ts';
import { conditionalFunctions } from './conditional.ts';
import { logicFunctions } from './logic.ts';
import { sumFunctions } from './agg-sum.ts';
import { pickFunctions } from './agg-pick.ts';
import { momentFunctions } from './agg-moments.ts';
import { collectFunctions } from './agg-collect.ts';
import { approxFunctions } from './agg-approx.ts';
import { percentileFunctions } from './agg-percentile.ts';
import { generatorFunctions } from './generators.ts';
import { hashFunctions } from './hashes.ts';
import { higherOrderFunctions } from './higher-order.ts';
import { mathFunctions } from './math.ts';
import { miscFunctions } from './misc.ts';
import { numberTextFunctions } from './number-text.ts';
import { regexFunctions } from './regex.ts';
import { roundingFunctions } from './rounding.ts';
import { stringFunctions } from './strings.ts';
import { codecFunctions } from './text-codecs.ts';
import { windowFunctions } from './windows.ts';
import { formatFunctions } from './number-format.ts';
import { refusedFunctions } from './refused.ts';

/** One array a family. */
const families: readonly (readonly FunctionDef[])[] = [
  arithmeticFunctions, comparisonFunctions, logicFunctions, conditionalFunctions, accessFunctions,
  complexFunctions, arrayFunctions, arraySearchFunctions,
  conversionFunctions, nowFunctions, dateFieldFunctions, dateTextFunctions, dateMathFunctions, dateUnitFunctions, timeWindowFunctions, jsonFunctions, csvFunctions,
  sumFunctions, pickFunctions, momentFunctions, collectFunctions, approxFunctions, percentileFunctions,
  mathFunctions, roundingFunctions, numberTextFunctions, stringFunctions, regexFunctions, codecFunctions, hashFunctions,
  generatorFunctions, higherOrderFunctions, miscFunctions, windowFunctions, formatFunctions, refusedFunctions,
];

function build(): ReadonlyMap<string, FunctionDef> {
  const all = new Map<string, FunctionDef>();
  for (const family of families) {
    for (const def of family) {
      for (const name of [def.name, ...(def.aliases ?? [])]) {
        if (all.has(name)) throw new Error(`two functions are named ${name}`);
        all.set(name, def);
      }
    }
  }
  return all;
}

/** Every function and operator by each of its SQL names and signs, lower case. */
export const registry: ReadonlyMap<string, FunctionDef> = build();
