import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TokenClaims, testKeys } from '#test-kit/subgraph.ts';

const issuer = 'http://127.0.0.1:4000';
const tokenSeconds = 3_600;

export interface Issuer {
  /** The settings by which our gateway trusts the issuer. */
  environment: Record<string, string>;
  tokens: string[];
  /** Signs a token for another account. */
  sign(claims: TokenClaims): Promise<string>;
  stop(): Promise<void>;
}

/** Serves a key as auth does, and signs a token for each connection, each of another account. */
export async function startIssuer(connections: number): Promise<Issuer> {
  const keys = await testKeys();
  const keySet = JSON.stringify(keys.keySet);
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(keySet),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sign = (claims: TokenClaims) => keys.sign(claims, { issuer, expiresIn: tokenSeconds });
  const signAdmin = (index: number) =>
    sign({ sub: `a_${String(index).padStart(32, '0')}`, sid: `az_${index}`, scope: 'admin' });
  return {
    environment: { JWKS_URL: url, AUTH_ISSUER: issuer },
    tokens: await Promise.all(Array.from({ length: connections }, (_, index) => signAdmin(index))),
    sign,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
