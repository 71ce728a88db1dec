import { preferred } from '#platform/http/preferred.ts';

/** The media types of answers: GraphQL over HTTP's own, whose status tells what came of the request, and the one before it. */
export type MediaType = 'application/graphql-response+json' | 'application/json';

const own = 'application/graphql-response+json';
const plain = 'application/json';

/** What an Accept header asks for: `application/json` where it leaves the choice, null where it takes neither. */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  if (accept === undefined) return plain;
  return preferred(accept, (type): MediaType | null => {
    if (type === own) return own;
    return [plain, 'application/*', '*/*', ''].includes(type) ? plain : null;
  });
}
