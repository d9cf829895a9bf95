/** What an access token says of itself. It is never checked here: whoever it is for does that. */

/** When a token that says so is valid, beside this machine's clock: a clock that is wrong looks like a token that is. */
export function spanOf(token: string): string {
  const seconds = claimsOf(token)['exp'];
  return typeof seconds !== 'number' || Math.abs(seconds) >= 1e11 ? '' : `This one ${seconds * 1000 < Date.now() ? 'was' : 'is'} valid until ${new Date(seconds * 1000).toISOString()}; the clock here says ${new Date().toISOString()}.`;
}

/** What a token says of itself; nothing where it is no JWT. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const claims: unknown = parsed(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return typeof claims === 'object' && claims !== null ? { ...claims } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
