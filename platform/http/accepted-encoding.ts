import { weightOf } from './preferred.ts';

/** The content codings of responses. */
export type Encoding = 'br' | 'gzip';

/**
 * The coding of a response by the Accept-Encoding of its request (RFC 9110, 12.5.3): the one with the greater weight, Brotli when both have
 * the same, null for none. A client that accepts only what is not offered gets none.
 */
export function acceptedEncoding(header: string | undefined): Encoding | null {
  if (!header) return null;
  const [br, gzip] = [weight(header, 'br'), Math.max(weight(header, 'gzip'), weightOf(header, isRange('x-gzip')))];
  const best = Math.max(br, gzip);
  if (best === 0 || weightOf(header, isRange('identity')) > best) return null;
  return br === best ? 'br' : 'gzip';
}

const isRange = (name: string) => (range: string) => Number(range === name);

const weight = (header: string, name: Encoding): number =>
  weightOf(header, (range) => (range === name ? 2 : Number(range === '*')));
