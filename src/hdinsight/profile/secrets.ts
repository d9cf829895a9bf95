/** What looks like a secret, by the names that a submit calls it. */
export { looksSecret, masked as maskText, maskedArguments as maskArguments, maskedMap as maskMap, maskedValue as maskValue, secretArguments } from '../mask.ts';
