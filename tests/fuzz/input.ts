import type { SubgraphName } from '../../subgraphs/list.ts';
import type { Dice } from './dice.ts';

/** What a client sends over one connection. */
export interface FuzzInput {
  port: 'gateway' | SubgraphName;
  /** Written one after the other; for a WebSocket the first is its request, and the others follow once it is open. */
  parts: Buffer[];
  /** Whether the client speaks WebSocket. */
  webSocket?: boolean;
  /** Whether a response must arrive although the client keeps its side open. */
  complete: boolean;
  /** How the client leaves when nothing more arrives: it ends its side, or resets the connection. */
  leaves: 'end' | 'reset';
}

/** The real names of a running platform: with none of them an input gets no further than its first check. */
export interface Vocabulary {
  host: string;
  /** Valid access tokens. */
  tokens: readonly string[];
  /** Ids of trips, accounts and vehicles. */
  ids: readonly string[];
}

export type Generator = (dice: Dice, vocabulary: Vocabulary) => FuzzInput;

/** The bytes of an HTTP request. Its header has the length of the body unless a header overrides it. */
export function httpRequest(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: Buffer | string | null = null,
): Buffer {
  const length: Record<string, string> = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const all = { connection: 'close', ...length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return body === null ? head : Buffer.concat([head, Buffer.from(body)]);
}

const authorization = (dice: Dice, { tokens }: Vocabulary): Record<string, string> =>
  dice.chance(0.7) ? { authorization: `Bearer ${dice.pick(tokens)}` } : {};

/** An address of its own, because failed attempts to sign in count for it, and the campaign itself signs in. */
export const clientAddress = (dice: Dice): string => `198.51.100.${1 + dice.below(254)}`;

/** The headers of a request that a server reads as GraphQL. */
export function graphqlHeaders(dice: Dice, vocabulary: Vocabulary): Record<string, string> {
  return {
    host: vocabulary.host,
    'content-type': 'application/json',
    'x-forwarded-for': clientAddress(dice),
    ...authorization(dice, vocabulary),
    ...(dice.chance(0.2) ? { 'accept-language': 'ar' } : {}),
  };
}

/** The gateway, and sometimes a subgraph. */
export const anyPort = (dice: Dice): FuzzInput['port'] =>
  dice.chance(0.75) ? 'gateway' : dice.pick(['users', 'trips', 'notifications', 'auth'] as const);
