/**
 * What a header of weighted choices asks for (Accept, Accept-Language: RFC 9110, 12.5): of what is offered for its ranges what
 * weighs most, the earlier of equals; null where nothing of it is to be had. `offer` is given each range in lower case.
 */
export function preferred<Offer>(header: string | undefined, offer: (range: string) => Offer | null): Offer | null {
  let best: Offer | null = null;
  let bestWeight = 0;
  for (const choice of (header ?? '').slice(0, 500).split(',')) {
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
