/** What looks like a secret in text that a cluster hands out (arguments, logs, diagnostics) is shown as dots. */

const NAMES = 'password|passwd|pwd|passphrase|secret|token|credentials?|(?:access|account|shared|api|private|encryption|storage)[-_.]?(?:access)?[-_.]?key';
/** Words around a name are part of it: `--db-password`, `fs.azure.account.key.acct.dfs.core.windows.net`. */
const AROUND = '[\\w.$-]{0,80}';
const KEY = `(?:${AROUND}(?:${NAMES})${AROUND}|spark\\.${AROUND}\\.key${AROUND}|(?<![\\w.-])sig)`;
const VALUE = '"(?:[^"\\\\]|\\\\.){0,4000}"|\'[^\']{0,4000}\'|[^\\s,;&"\'\\])}]+';
const ASSIGNED = new RegExp(`(${KEY})(["']?\\s{0,4}(?:=>|[=:])\\s{0,4})(?!//)(${VALUE})`, 'gi');
const FLAG = new RegExp(`(--?[\\w.-]{0,80}(?:${NAMES})[\\w.-]{0,80})(\\s{1,4})(?!-)(${VALUE})`, 'gi');
const SCHEME = /\b(basic|bearer|sharedkey|negotiate)(\s{1,4})[A-Za-z0-9._~+/-]{8,}=*/gi;
const JWT = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;
const USER_INFO = /(:\/\/[^\s/:@]{1,200}:)[^\s/@]{1,400}@/g;
const MAY = /pass|pwd|secret|token|credential|key|sig|basic|bearer|negotiate|eyJ|:\/\//i;

export const DOTS = '…';

/** The same text without what looks like a secret. */
export function masked(text: string): string {
  if (!MAY.test(text)) return text;
  return text.replace(USER_INFO, `$1${DOTS}@`).replace(SCHEME, `$1$2${DOTS}`).replace(JWT, DOTS)
    .replace(ASSIGNED, (_whole, name: string, between: string, value: string) => `${name}${between}${quoted(value)}`)
    .replace(FLAG, (_whole, name: string, between: string, value: string) => `${name}${between}${quoted(value)}`);
}

const quoted = (value: string): string => (/^["']/.test(value) ? `${value[0]!}${DOTS}${value[0]!}` : DOTS);

/** Arguments of a job: a value may stand by itself behind its name. */
export function maskedArguments(args: readonly string[]): string[] {
  const flag = new RegExp(`^--?${AROUND}(?:${NAMES})${AROUND}$`, 'i');
  return args.map((arg, i) => (i > 0 && flag.test(args[i - 1]!) && !arg.startsWith('-') ? DOTS : masked(arg)));
}
