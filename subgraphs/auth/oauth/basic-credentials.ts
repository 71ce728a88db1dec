/** The bytes that a Basic header encodes (RFC 7617); null without one. */
export function basicCredentials(authorization: string | undefined): Buffer | null {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64');
}
