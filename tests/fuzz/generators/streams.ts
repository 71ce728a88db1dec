import { hostileText } from '../hostile-texts.ts';
import { type Generator, graphqlHeaders, httpRequest } from '../input.ts';
import { operationMaker } from './graphql-operations.ts';

const accepts = [
  'text/event-stream',
  'text/event-stream;q=0',
  'text/event-stream, application/json;q=0.1',
  'text/event-stream; charset=utf-16',
  'multipart/mixed;subscriptionSpec=1.0',
  'multipart/mixed;subscriptionSpec="1.0";boundary="\\r\\n"',
  'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json',
  'multipart/mixed;deferSpec=20220824',
  'multipart/mixed',
  'multipart/mixed;;;=',
  ',,,',
  'text/event-stream'.repeat(200),
  '*/*',
];

/** Subscriptions over HTTP, as event streams or multipart responses, by clients that leave in every way. */
export function streams(): Generator {
  const make = operationMaker();
  return (dice, vocabulary) => {
    const headers: Record<string, string> = { ...graphqlHeaders(dice, vocabulary), accept: dice.pick(accepts) };
    if (dice.chance(0.3))
      headers['last-event-id'] = Buffer.from(hostileText(dice).replace(/[\r\n\0]/g, ' '))
        .toString('latin1')
        .slice(0, 500);
    if (dice.chance(0.2))
      headers.origin = dice.pick(['null', 'http://evil.test', 'http://', '\x80', 'http://localhost:1']);
    const parameters = make(dice, vocabulary, dice.chance(0.8) ? 'subscription' : undefined);
    const leaves = dice.chance(0.5) ? 'end' : 'reset';
    if (dice.chance(0.7)) {
      const body = JSON.stringify(parameters);
      return { port: 'gateway', parts: [httpRequest('POST', '/graphql', headers, body)], complete: true, leaves };
    }
    // As a browser's EventSource.
    if (dice.chance(0.7)) delete headers['content-type'];
    const variables = JSON.stringify(parameters.variables ?? null);
    const search = new URLSearchParams({ query: (parameters.query ?? '').toWellFormed(), variables });
    const path = `/graphql?${String(search).slice(0, 15_000)}`;
    return {
      port: 'gateway',
      parts: [httpRequest(dice.pick(['GET', 'GET', 'HEAD']), path, headers)],
      complete: true,
      leaves,
    };
  };
}
