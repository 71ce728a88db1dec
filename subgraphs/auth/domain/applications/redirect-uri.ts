const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether a client may be sent back to this URI: `https`, `http` on the machine itself, or a scheme of the client's own,
 * which is told by the dot in it (RFC 8252, 7). Never with a fragment (RFC 6749, 3.1.2) or credentials.
 */
export function isRedirectUri(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return true;
  if (protocol === 'http:') return loopback.has(hostname);
  return protocol.includes('.');
}
