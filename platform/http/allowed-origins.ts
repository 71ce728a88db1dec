import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** Stands for every origin of this machine's loopback interface. */
export const loopback = 'loopback';

const loopbackOrigin = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Whether a text is an origin as browsers send it: a scheme, a host in lower case, and a port unless it is the scheme's default. */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false;
  const { protocol, host } = new URL(text);
  return host !== '' && text === `${protocol}//${host}`;
}

/** The origins whose pages may use a server. */
export class AllowedOrigins {
  readonly #listed: ReadonlySet<string>;
  readonly #trusts: (address: string) => boolean;

  /**
   * @param origins exact origins, and `loopback`.
   * @param trustedProxies the proxies whose X-Forwarded-Host names the server.
   */
  constructor(origins: readonly string[], trustedProxies: readonly string[]) {
    this.#listed = new Set(origins);
    const trusts = proxyAddr.compile([...trustedProxies]);
    this.#trusts = (address) => trusts(address, 0);
  }

  lists(origin: string): boolean {
    return this.#listed.has(origin) || (this.#listed.has(loopback) && loopbackOrigin.test(origin));
  }

  /** Whether a request comes from no page, from one of the server's own origin, or from one of a listed origin. */
  accepts(request: IncomingMessage): boolean {
    const { origin, 'sec-fetch-site': site } = request.headers;
    // A page may send a GET without its origin (`mode: 'no-cors'`). The browser then still says that it is of another site.
    if (origin === undefined) return site !== 'cross-site' && site !== 'same-site';
    return this.lists(origin) || this.#isOwn(origin, request);
  }

  /** Compares hosts alone: a proxy that ends TLS need not say so. */
  #isOwn(origin: string, { headers, socket }: IncomingMessage): boolean {
    const forwarded = this.#trusts(socket.remoteAddress ?? '') ? headers['x-forwarded-host'] : undefined;
    const host = typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : headers.host;
    if (!host || !URL.canParse(origin)) return false;
    const { protocol, host: own } = new URL(origin);
    // Without the scheme's default port, which a Host header may have.
    return own !== '' && URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === own;
  }
}
