import { preferred } from '#platform/http/preferred.ts';

/**
 * The media types of responses. With `application/graphql-response+json` a request error has a 4xx status, with
 * `application/json` it has 200.
 */
export type MediaType = typeof graphqlResponse | typeof json;

const graphqlResponse = 'application/graphql-response+json';
const json = 'application/json';

/** Negotiates the media type from an Accept header: JSON by default, null when the client accepts neither. */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  if (accept === undefined) return json;
  return preferred(accept, (type): MediaType | null => {
    if (type === graphqlResponse) return graphqlResponse;
    return [json, 'application/*', '*/*', ''].includes(type) ? json : null;
  });
}
