/** What looks like a secret: refused in a versioned file, masked wherever it is shown. */

const MASK = '***';
const NAMES = /passw(or)?d|passphrase|secret|token|credential|api[._-]?key|access[._-]?key|account[._-]?key|private[._-]?key|shared[._-]?key|client[._-]?key|jaas|\bsas\b|\bpwd\b/i;
/** Settings about secrets that are none themselves. */
const ABOUT = /(^|[._-])(enabled|provider|type|mechanism|path|file|alias|location|class|name|algorithm|length|ttl|interval|renewal|endpoint|url|uri|version|id)s?$/i;
const HARMLESS = /^(|true|false|\d{1,9}(\.\d+)?(ms|s|m|h|d)?|[a-z_]\w*(\.[a-z_]\w*){2,}(\$?\w+)?)$/i;

/** Secrets that are known by what they look like: the group before, the secret. */
const SHAPES: readonly RegExp[] = [
  /((?:AccountKey|SharedAccessKey|SharedAccessSignature)=)([^;\s"']+)/gi,
  /([?&]sig=)([^&\s"']+)/gi,
  /((?:password|passwd|secret|clientSecret)\s*=\s*\\?["']?)([^\s"';&\\]+)/gi,
  /(\bBearer\s+)([\w.~+/=-]{16,})/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/gi,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)([\s\S]+)/g,
  /(^|[\s"'=:,])(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g,
  // A key of an Azure storage account: 64 bytes in base64.
  /(^|[\s"'=:,])([A-Za-z0-9+/]{86}==)/g,
];

/** Is this the name of something that holds a secret? */
export const namesSecret = (name: string): boolean => NAMES.test(name) && !ABOUT.test(name);

/** A text in which what looks like a secret is masked. */
export const maskText = (text: string): string => SHAPES.reduce((masked, shape) => masked.replace(shape, (_, before: string) => `${before}${MASK}`), text);

/** Does a value, or the name that it stands under, look like a secret? */
export const looksSecret = (name: string, value: string): boolean => (namesSecret(name) && !HARMLESS.test(value)) || maskText(value) !== value;

/** A value as it may be shown. */
export const maskValue = (name: string, value: string): string => (namesSecret(name) && !HARMLESS.test(value) ? MASK : maskText(value));

export const maskMap = (map: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, maskValue(name, value)]));

/** Arguments of a job as they may be shown: `--password x`, `--password=x`, `token=x`, and what looks like a secret by itself. */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    const [name, value] = split(arg);
    if (value !== undefined) return `${arg.slice(0, arg.length - value.length)}${maskValue(name, value)}`;
    const before = args[i - 1];
    return before !== undefined && /^--?[A-Za-z]/.test(before) && !before.includes('=') && !/^--?[A-Za-z]/.test(arg) ? maskValue(before, arg) : maskText(arg);
  });
}

/** Positions of the arguments that hold a secret. */
export function secretArguments(args: readonly string[]): number[] {
  const masked = maskArguments(args);
  return args.flatMap((arg, i) => (masked[i] === arg ? [] : [i]));
}

function split(arg: string): [name: string, value: string | undefined] {
  const at = arg.indexOf('=');
  return at > 0 && /^-{0,2}[A-Za-z][\w.-]*$/.test(arg.slice(0, at)) ? [arg.slice(0, at), arg.slice(at + 1)] : [arg, undefined];
}
