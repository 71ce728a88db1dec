import type { StreamFormat } from './stream-format.ts';

const next = 'event: next\ndata: ';
const endOfMessage = '\n\n';
// A browser's EventSource dispatches no event without data, not even empty data.
const complete = `event: complete\ndata:${endOfMessage}`;
const comment = `:${endOfMessage}`;

const nextBytes = Buffer.from(next);
const endOfMessageBytes = Buffer.from(endOfMessage);

/**
 * Server-Sent Events by the GraphQL over SSE protocol, in its distinct connections mode: an event `next` for each result, and `complete` at
 * the end. The protocol has no event for errors: they are the last result.
 */
export const eventStream: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: comment,
  heartbeat: comment,
  // JSON has no line break, which would end the data.
  encode: ({ bytes }) => Buffer.concat([nextBytes, bytes, endOfMessageBytes]),
  ending: (errors) => (errors.length > 0 ? singleResult(JSON.stringify({ errors })) : complete),
};

/** The whole event stream of an operation with one result. */
export const singleResult = (json: string): string => `${next}${json}${endOfMessage}${complete}`;
