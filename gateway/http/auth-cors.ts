import type { IncomingHttpHeaders } from 'node:http';

/** What a page calls by script. The authorization endpoint and the forms are for navigation alone. */
const paths: ReadonlySet<string> = new Set([
  '/connect/token',
  '/connect/revocation',
  '/.well-known/openid-configuration',
  '/.well-known/jwks.json',
]);

/** Whether pages of listed origins may read the response of auth to this request. */
export const hasAuthCors = (request: { url: string } | undefined): boolean =>
  request !== undefined && paths.has(request.url.split('?', 1)[0] ?? '');

/** The headers of a response of auth, without what auth says about CORS: the gateway decides that, and has said it. */
export function withoutCors(headers: IncomingHttpHeaders, request: { url: string } | undefined): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('access-control-'));
  const { vary, ...others } = Object.fromEntries(kept);
  const names = [...(hasAuthCors(request) ? ['origin'] : []), ...namesOf(vary)];
  return names.length === 0 ? others : { ...others, vary: [...new Set(names)].join(', ') };
}

const namesOf = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
