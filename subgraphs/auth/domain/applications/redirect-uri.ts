const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether a client may register this redirect URI: `https`, `http` on a loopback address, or a private-use scheme, which must
 * contain a dot (RFC 8252, 7). It must have neither a fragment (RFC 6749, 3.1.2) nor credentials.
 */
export function isRedirectUri(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return true;
  if (protocol === 'http:') return loopback.has(hostname);
  return protocol.includes('.');
}
