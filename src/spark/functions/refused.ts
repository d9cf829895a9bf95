import { Refusal } from '../errors.ts';
import type { FunctionDef } from './def.ts';

/** Functions that Spark 3.3.1 has and the simulator has not: known by name, refused where they are used. */
const names = [
  'aes_decrypt', 'aes_encrypt', 'count_min_sketch', 'current_user', 'grouping', 'grouping_id', 'histogram_numeric', 'input_file_block_length', 'input_file_block_start', 'java_method',
  'parse_url', 'percentile_cont', 'percentile_disc', 'reflect', 'sentences', 'to_binary', 'to_number', 'try_to_binary', 'try_to_number', 'try_add',
  'try_divide', 'try_multiply', 'try_subtract', 'xpath', 'xpath_boolean', 'xpath_double', 'xpath_float', 'xpath_int', 'xpath_long', 'xpath_number', 'xpath_short', 'xpath_string',
];

export const refusedFunctions: readonly FunctionDef[] = names.map((name) => ({
  name, kind: 'scalar', args: '…', doc: 'Not simulated: run the job on a real Spark 3.3.1.', since: '1.0.0',
  bind: () => {
    throw new Refusal(`the function ${name}`);
  },
}));
