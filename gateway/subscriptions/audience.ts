import type { GatewayContext } from '../request-context.ts';

/** The clients that get the same results of a subscription. */
export interface Audience {
  /** Equal for clients that may share. */
  key: string;
  /** The headers, beside the request's id, of everything that is requested from subgraphs for them. */
  headers: Record<string, string>;
}

/**
 * `public`: all clients of an operation without a field under an auth directive, which then runs anonymously; of another operation, those
 * with the same token. `same-headers`: those whose requests are forwarded with equal headers, for a supergraph whose directives may not
 * cover every field that depends on the client.
 */
export type Sharing = 'public' | 'same-headers';

/** Finds a client's audience. No audience contains clients with different tokens, so that no client's token serves another client. */
export function audienceOf(
  operation: { isPublic(): boolean },
  { upstreamHeaders }: Pick<GatewayContext, 'upstreamHeaders'>,
  sharing: Sharing,
): Audience {
  const names = ['accept-language'];
  if (sharing === 'same-headers') names.push('authorization', 'x-forwarded-for');
  else if (!operation.isPublic()) names.push('authorization');
  const headers = Object.fromEntries(
    names.flatMap((name) => {
      const value = upstreamHeaders[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { key: JSON.stringify(headers), headers };
}
