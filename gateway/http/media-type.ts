import { preferred } from '#platform/http/preferred.ts';

/**
 * The media types of responses. With `application/graphql-response+json` a request error has a 4xx status, with
 * `application/json` it has 200.
 */
export type MediaType = 'application/json' | 'application/graphql-response+json';

const mediaTypes: readonly MediaType[] = ['application/json', 'application/graphql-response+json'];

/** Negotiates the media type from an Accept header: JSON by default, null when the client accepts neither. */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  return accept ? preferred(accept, mediaTypes, specificity) : 'application/json';
}

function specificity(range: string, type: MediaType): number {
  if (range === type) return 3;
  if (range === 'application/*') return 2;
  return range === '*/*' ? 1 : 0;
}
