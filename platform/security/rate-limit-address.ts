import { isIPv4 } from 'node:net';
import { ipAddress } from '../http/ip-address.ts';

/**
 * Returns the key by which rate limits count a client's address: an IPv4 address itself, or the /64 network of an IPv6
 * address, which one customer has to itself. Any other text that a proxy forwards counts as `unknown`.
 */
export function rateLimitAddress(address: string): string {
  const plain = ipAddress(address);
  if (plain === null) return 'unknown';
  return isIPv4(plain) ? plain : networkOf(plain);
}

/** The first 64 bits of an IPv6 address. */
function networkOf(address: string): string {
  const [head = '', tail] = address
    .toLowerCase()
    .replace(/\d+\.\d+\.\d+\.\d+$/, '0:0')
    .split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
