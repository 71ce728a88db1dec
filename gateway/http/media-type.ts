/** The media types of answers: GraphQL over HTTP's own, whose status tells what came of the request, and the one before it. */
export type MediaType = 'application/graphql-response+json' | 'application/json';

const own = 'application/graphql-response+json';
const plain = 'application/json';

/**
 * What an Accept header (RFC 9110, 12.5.1) asks for: of the two the one that weighs more, the earlier of equals;
 * `application/json` where it leaves the choice, null where it takes neither.
 */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept === plain || accept === '*/*') return plain;
  if (accept === own) return own;
  let best: MediaType | null = null;
  let bestWeight = 0;
  for (const range of accept.slice(0, 500).split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const offered = type === own ? own : [plain, 'application/*', '*/*', ''].includes(type) ? plain : null;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    if (offered && weight > bestWeight) {
      best = offered;
      bestWeight = weight;
    }
  }
  return best;
}
