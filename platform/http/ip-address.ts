import { isIP } from 'node:net';

/**
 * Returns an address without its zone, and an IPv4-mapped one as the IPv4 address. Returns null for any other text, which a proxy may have
 * forwarded.
 */
export function ipAddress(text: string): string | null {
  const bare = text.replace(/%.*$/, '');
  if (isIP(bare) === 0) return null;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
}
