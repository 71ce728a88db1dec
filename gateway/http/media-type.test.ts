import { expect, test } from '@jest/globals';
import { acceptedTypes } from './media-type.ts';

const json = 'application/json';
const graphql = 'application/graphql-response+json';
const events = 'text/event-stream';
const multipart = 'multipart/mixed';

test.each([
  [undefined, json, null],
  ['', json, null],
  ['*/*', json, null],
  ['text/*', null, null],
  ['multipart/*', null, null],
  [events, events, events],
  ['TEXT/Event-Stream', events, events],
  [`${events};q=0, */*`, json, null],
  [`${events};q=0.5, ${json}`, json, events],
  [`${events}, ${json};q=0.5`, events, events],
  [`${json}, ${events}`, json, events],
  [`${events}, */*;q=0.1`, events, events],
  ['multipart/mixed', null, null],
  ['multipart/mixed;deferSpec=20220824, application/json', json, null],
  ['multipart/mixed;subscriptionSpec=2.0', null, null],
  ['multipart/mixed;subscriptionSpec=1.0', null, multipart],
  ['multipart/mixed; boundary="graphql"; subscriptionSpec="1.0", application/json', json, multipart],
  [`multipart/mixed;boundary=graphql;subscriptionSpec=1.0,${graphql},${json};q=0.9`, graphql, multipart],
  [`multipart/mixed;subscriptionSpec=1.0;q=0.5, ${events};q=0.4`, events, multipart],
  [`multipart/mixed;subscriptionSpec=1.0;q=0.4, ${events};q=0.5`, events, events],
  [`${events}, multipart/mixed;subscriptionSpec=1.0`, events, events],
  [`multipart/mixed;subscriptionSpec=1.0, ${events}`, events, multipart],
  [`multipart/mixed;subscriptionSpec=1.0;q=0, ${json}`, json, null],
  ['image/png', null, null],
])('Accept %s is %s for a query and %s for a subscription', (accept, result, stream) => {
  expect(acceptedTypes(accept)).toEqual({ result, stream });
});
