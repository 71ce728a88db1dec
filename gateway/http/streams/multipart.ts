import type { StreamFormat } from './stream-format.ts';

const boundary = '\r\n--graphql';
const partHeaders = '\r\ncontent-type: application/json\r\n\r\n';

// A part begins after the boundary of the part before it. A client knows that a part is whole when it sees the next boundary, so each
// part is sent with it.
const part = (body: string): string => `${partHeaders}${body}${boundary}`;
const lastBoundary = '--\r\n';

const payloadBytes = Buffer.from(`${partHeaders}{"payload":`);
const endOfPartBytes = Buffer.from(`}${boundary}`);

/**
 * Apollo's multipart protocol for subscriptions. A part has a result as its `payload`, or is an empty object as a heartbeat. Errors that end
 * the subscription come with `"payload":null`.
 */
export const multipart: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: boundary + part('{}'),
  heartbeat: part('{}'),
  encode: ({ bytes }) => Buffer.concat([payloadBytes, bytes, endOfPartBytes]),
  ending: (errors) =>
    errors.length > 0 ? part(JSON.stringify({ payload: null, errors })) + lastBoundary : lastBoundary,
};
