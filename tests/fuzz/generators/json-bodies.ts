import type { Dice } from '../dice.ts';
import { damaged, hostileJson } from '../hostile-json.ts';
import { anyPort, type Generator, graphqlHeaders, httpRequest } from '../input.ts';

const parameterNames = [
  'query',
  'operationName',
  'variables',
  'extensions',
  'documentId',
  'id',
  'doc_id',
  '__proto__',
  'constructor',
];
const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-16',
  'application/json; charset="\\"',
  'application/json;;',
  'application/graphql',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'APPLICATION/JSON',
  'json',
  '',
];

function bodyOf(dice: Dice): string {
  if (dice.chance(0.2)) return hostileJson(dice);
  const parameters = dice.list(5, () => `${JSON.stringify(dice.pick(parameterNames))}:${hostileJson(dice)}`);
  const valid = dice.chance(0.6) ? ['"query":"query Q($a: String) { __typename }"'] : [];
  const all = dice.chance(0.5) ? [...parameters, ...valid] : [...valid, ...parameters];
  return `{${all.join(',')}}`;
}

/** JSON, or what resembles it, where GraphQL's parameters are expected: in a body, or in the query of a URL. */
export const jsonBodies: Generator = (dice, vocabulary) => {
  const headers = graphqlHeaders(dice, vocabulary);
  if (dice.chance(0.2)) {
    const search = dice
      .list(5, () => `${dice.pick(parameterNames)}=${encodeURIComponent(hostileJson(dice, 2).toWellFormed())}`)
      .join('&')
      .slice(0, 7_000);
    const path = `/graphql?query=%7B__typename%7D&${search}`;
    return { port: anyPort(dice), parts: [httpRequest('GET', path, headers)], complete: true, leaves: 'end' };
  }
  if (dice.chance(0.2)) headers['content-type'] = dice.pick(contentTypes);
  const text = Buffer.from(bodyOf(dice));
  const body = dice.chance(0.3) ? damaged(dice, text) : text;
  return {
    port: anyPort(dice),
    parts: [httpRequest('POST', '/graphql', headers, body)],
    complete: true,
    leaves: 'end',
  };
};
