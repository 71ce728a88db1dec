import { errorCodes } from '#contract/error-codes.ts';
import type { Exchange } from './exchange.ts';
import type { FuzzInput } from './input.ts';

/** What no client may read: names of files, hosts, statements, libraries, and of what the schema hides. */
const internals: readonly RegExp[] = [
  /node_modules|\.(?:ts|js|mjs):\d+|\bat (?:async )?[\w.<>]+ \(|node:internal/,
  /\/(?:tmp|home|root|work|usr|var|app|etc)\/[\w-]+/,
  /fastify|FST_ERR|undici|UND_ERR|mikro-?orm|oidc-provider|knex|kysely|zod\b|\bjose\b|graphql-js|graphql-ws|apollo-server|@apollo|llhttp|HPE_/i,
  /\bE(?:CONNREFUSED|CONNRESET|PIPE|ADDRINUSE|NOENT|TIMEDOUT)\b/,
  /\b(?:TypeError|RangeError|SyntaxError|ReferenceError|ValidationError|DriverException|AssertionError)\b/,
  /\b(?:select .+ from|insert into|update "?\w+"? set|delete from|syntax error at|invalid byte sequence|violates|duplicate key|relation ")/i,
  /Cannot read propert|is not a function|is not iterable|undefined \(reading|Maximum call stack|Unexpected token|circular structure|invalid input syntax/i,
  // What a client has written itself is no suggestion.
  /Did you mean (?!\\?"\w+ \{ \.\.\. \})/,
  /\bpg_\w+|postgres/i,
];

/** What the schema of the gateway hides, and those of the subgraphs do not. */
const hidden = /\bjoin__|\blink__|\b_Any\b|\b_Entity\b|\b_Service\b|ensureAccount/i;

const codes: ReadonlySet<string> = new Set(errorCodes);

/** The statuses that say that the server failed. 505 is the answer to another version of HTTP. */
const isFailure = (status: string): boolean => status.startsWith('5') && status !== '505';

export interface Secrets {
  /** The ports of the services behind the gateway. */
  ports: readonly number[];
}

/** Returns what is wrong with the response to an input; null when nothing is. */
export function faultOf(input: FuzzInput, { received, end }: Exchange, { ports }: Secrets): string | null {
  if (end === 'open') return 'the connection stays open';
  const text = received.toString('utf8');
  if (input.complete && received.length === 0 && !(input.leaves === 'reset'))
    return `no response, the connection is ${end}`;
  for (const [, status = ''] of text.matchAll(/^HTTP\/1\.\d (\d{3})/gm))
    if (isFailure(status)) return `status ${status}`;
  const sent = Buffer.concat(input.parts).toString('utf8');
  if (text.includes('INTERNAL_SERVER_ERROR') && !sent.includes('INTERNAL_SERVER_ERROR')) return 'INTERNAL_SERVER_ERROR';
  for (const [, code = ''] of text.matchAll(/"extensions":\{"code":"(\w+)"/g))
    if (!codes.has(code)) return `the unknown code ${code}`;
  const leak = leakIn(text, sent) ?? (input.port === 'gateway' ? (hidden.exec(text)?.[0] ?? null) : null);
  if (leak !== null && !decoded(sent).includes(leak.toLowerCase())) return `the response has ${leak}`;
  for (const port of ports)
    if (text.includes(`:${port}`) && !sent.includes(`:${port}`)) return `the response names port ${port}`;
  return null;
}

/** Returns what a response reveals of the implementation, and its request did not have; null when it is nothing. */
export function leakIn(response: string, request: string): string | null {
  const echoed = decoded(request);
  for (const pattern of internals) {
    const [leak] = pattern.exec(response) ?? [];
    if (leak !== undefined && !echoed.includes(leak.toLowerCase())) return leak;
  }
  return null;
}

/** What was sent, as a response may repeat it: decoded, with and without escapes. */
function decoded(sent: string): string {
  const unescaped = sent.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return `${sent}\n${unescaped}\n${unescaped.replaceAll(/\\(.)/g, '$1')}`.toLowerCase();
}
