import { isIP } from 'node:net';

/** What limits count by: of IPv6 the network of one customer. A proxy may pass on what is no address: all of that counts as one. */
export function countedAddress(address: string): string {
  const version = isIP(address.replace(/%.*$/, ''));
  if (version === 0) return 'unknown';
  return version === 4 ? address : networkOf(address.replace(/%.*$/, ''));
}

/** The first 64 bits of an IPv6 address; an IPv4 address in one, as itself. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
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
