/** When a verified token ends, in Unix milliseconds. Its signature was checked before; here it is only read. */
export function tokenExpiry(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number') {
      return claims.exp * 1_000;
    }
  } catch {
    // no claims, no end
  }
  return undefined;
}
