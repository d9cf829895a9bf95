/**
 * What looks like a secret: shown as dots in text that a cluster hands out (arguments, logs, diagnostics) and in what is about to be sent,
 * refused in a file that is versioned.
 */

export const DOTS = '…';

const NAMES = 'passw(?:or)?d|pwd|passphrase|secret|token|credentials?|jaas|(?:access|account|shared|api|private|client|encryption|storage)[-_.]?(?:access)?[-_.]?key|access[-_.]?signature';
const NAMED = new RegExp(`${NAMES}|\\bsas\\b|^spark\\..*\\.key`, 'i');
/** Settings about secrets that are none themselves. */
const ABOUT = /(^|[._-])(enabled|provider|type|mechanism|path|file|alias|location|class|name|algorithm|length|ttl|interval|renewal|timeout|timeoutms|endpoint|url|uri|version|id)s?$/i;
const HARMLESS = /^(|true|false|\d{1,9}(\.\d+)?(ms|s|m|h|d)|[a-z_]\w*(\.[a-z_]\w*){2,}(\$?\w+)?)$/i;
/** Tokens that are counted are no tokens that let one in. */
const counted = (name: string, value: string): boolean => /tokens/i.test(name) && /^\d{1,9}$/.test(value);

/** Secrets that are known by what they look like, wherever they stand: the group before, the secret. */
const SURE: readonly RegExp[] = [
  /((?:AccountKey|SharedAccessKey|SharedAccessSignature)=)([^;\s"']+)/gi,
  /((?<![\w.-])sig=)([^&\s"']+)/gi,
  /((?:password|passwd|secret)\s*=\s*\\?["']?)([^\s"';&\\]+)/gi,
  /(\b(?:basic|bearer|sharedkey|negotiate)\s{1,4})([A-Za-z0-9._~+/-]{8,}=*)/gi,
  /(\b[a-z][a-z0-9+.-]{0,40}:\/\/[^\s/:@]{0,200}:)([^\s/@]{1,400})(?=@)/gi,
  /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)([\s\S]+)/g,
  /(^|[^\w.-])(eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*)/g,
  // A key of an Azure storage account: 64 bytes in base64.
  /(^|[^A-Za-z0-9+/])([A-Za-z0-9+/]{86}==)/g,
];
/** What no secret stands in holds none of these; most lines of a log do not. */
const MAY = /pass|pwd|secret|token|credential|jaas|key|sas|sig|basic|bearer|negotiate|eyJ|:\/\/|==/i;

/** Words around a name are part of it: `--db-password`, `fs.azure.account.key.acct.dfs.core.windows.net`. */
const AROUND = '[\\w.$-]{0,80}', KEY = `(?:${AROUND}(?:${NAMES})${AROUND}|spark\\.${AROUND}\\.key${AROUND})`;
const VALUE = '\\\\"[^"]{0,4000}"|"(?:[^"\\\\]|\\\\.){0,4000}"|\'[^\']{0,4000}\'|[^\\s,;&"\'\\])}]+';
const ASSIGNED = new RegExp(`(${KEY})(["']?\\s{0,4}(?:=>|[=:])\\s{0,4})(?!//)(${VALUE})`, 'gi');
const FLAG = new RegExp(`(--?[\\w.-]{0,80}(?:${NAMES})[\\w.-]{0,80})(\\s{1,4})(?!-)(${VALUE})`, 'gi');

/** Is this the name of something that holds a secret? */
export const namesSecret = (name: string): boolean => NAMED.test(name) && !ABOUT.test(name);

const holds = (name: string, value: string): boolean => namesSecret(name) && !HARMLESS.test(value) && !counted(name, value);
const sure = (text: string): string => SURE.reduce((shown, shape) => shown.replace(shape, (_, before: string) => `${before}${DOTS}`), text);

/** The same text without what looks like a secret. */
export function masked(text: string): string {
  if (!MAY.test(text)) return text;
  const named = (whole: string, name: string, between: string, value: string): string => (holds(name, value) ? `${name}${between}${quoted(value)}` : whole);
  return sure(text).replace(ASSIGNED, named).replace(FLAG, named);
}

function quoted(value: string): string {
  const [quote = ''] = /^(\\?["'])/.exec(value) ?? [];
  return `${quote}${DOTS}${quote}`;
}

/** A value as it may be shown under its name. */
export const maskedValue = (name: string, value: string): string => (holds(name, value) ? DOTS : masked(value));
export const maskedMap = (map: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, maskedValue(name, value)]));

/** Arguments of a job as they may be shown: `--password x`, `--password=x`, `token=x`, and what looks like a secret by itself. */
export function maskedArguments(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    const [name, value] = split(arg), before = args[i - 1];
    if (value !== undefined) return `${arg.slice(0, arg.length - value.length)}${maskedValue(name, value)}`;
    return before !== undefined && /^--?[A-Za-z]/.test(before) && !before.includes('=') && !/^--?[A-Za-z]/.test(arg) ? maskedValue(before, arg) : masked(arg);
  });
}

function split(arg: string): [name: string, value: string | undefined] {
  const at = arg.indexOf('=');
  return at > 0 && /^-{0,2}[A-Za-z][\w.-]*$/.test(arg.slice(0, at)) ? [arg.slice(0, at), arg.slice(at + 1)] : [arg, undefined];
}

/** Does a value, or the name that it stands under, look like a secret? Stricter than what is shown: whoever is refused by mistake cannot go on. */
export const looksSecret = (name: string, value: string): boolean => holds(name, value) || sure(value) !== value;

/** Positions of the arguments that hold a secret. */
export function secretArguments(args: readonly string[]): number[] {
  const shown = maskedArguments(args);
  return args.flatMap((arg, i) => (shown[i] === arg ? [] : [i]));
}
