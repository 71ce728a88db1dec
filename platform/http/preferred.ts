/** Characters of a header that are read: a longer one is not worth the time. */
const maxHeader = 500;

/**
 * The offer that a header of weighted ranges prefers (Accept, Accept-Language: RFC 9110, 12.5), and the first of equal ones; null when
 * it accepts none. `offer` maps a range, in lower case, to an offer.
 */
export function preferred<Offer>(header: string | undefined, offer: (range: string) => Offer | null): Offer | null {
  let best: Offer | null = null;
  let bestWeight = 0;
  for (const choice of (header ?? '').slice(0, maxHeader).split(',')) {
    const [range = '', ...parameters] = choice.split(';').map((part) => part.trim().toLowerCase());
    const offered = offer(range);
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    if (offered !== null && weight > bestWeight) {
      best = offered;
      bestWeight = weight;
    }
  }
  return best;
}
