import { preferred } from '#platform/http/preferred.ts';

/**
 * The media types of JSON responses. With `application/graphql-response+json` a request error has a 4xx status, with
 * `application/json` it has 200.
 */
export type JsonType = 'application/json' | 'application/graphql-response+json';

/** The media types that carry a subscription's results while they arrive. */
export type StreamType = 'text/event-stream' | 'multipart/mixed';

/** The media types of the result of a query or a mutation. An event stream then has one result. */
export type ResultType = JsonType | 'text/event-stream';

/** What a client accepts of an operation, whose kind decides between the two. */
export interface AcceptedTypes {
  /** For a query, a mutation, or an error; null when the client accepts none. */
  result: ResultType | null;
  /** For a subscription; null when the client names none. */
  stream: StreamType | null;
}

const resultTypes: readonly ResultType[] = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
];
const streamTypes: readonly StreamType[] = ['text/event-stream', 'multipart/mixed'];

/** Negotiates the media types from an Accept header. The default is JSON, which carries no subscription. */
export function acceptedTypes(accept: string | undefined): AcceptedTypes {
  if (!accept) return { result: 'application/json', stream: null };
  return {
    result: preferred(accept, resultTypes, specificity),
    stream: preferred(accept, streamTypes, specificity),
  };
}

/** A client that can read a stream names its type: a wildcard matches JSON alone. */
function specificity(range: string, type: ResultType | StreamType, parameters: readonly string[]): number {
  if (type === 'multipart/mixed') return range === type && parameters.some(isSubscriptionSpec) ? 3 : 0;
  if (range === type) return 3;
  if (type === 'text/event-stream') return 0;
  if (range === 'application/*') return 2;
  return range === '*/*' ? 1 : 0;
}

/** Other uses of `multipart/mixed`, such as `deferSpec`, are not offered. */
const isSubscriptionSpec = (parameter: string): boolean => /^subscriptionspec="?1\.0"?$/.test(parameter);
