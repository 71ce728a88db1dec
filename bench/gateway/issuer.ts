import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const issuer = 'http://127.0.0.1:4000';

export interface Issuer {
  /** By which our gateway trusts it. */
  environment: Record<string, string>;
  tokens: string[];
  stop(): Promise<void>;
}

/** A key of the benchmark's own, served as auth serves its keys, and tokens that it signed, each of an account of its own. */
export async function startIssuer(connections: number): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' }] });
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keys));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sign = (at: number) =>
    new SignJWT({ sid: `az_${at}`, scope: 'admin' })
      .setProtectedHeader({ alg: 'ES256', kid: 'bench' })
      .setSubject(`a_${String(at).padStart(32, '0')}`)
      .setIssuer(issuer)
      .setAudience('masar-eagle-api')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return {
    environment: { JWKS_URL: url, AUTH_ISSUER: issuer },
    tokens: await Promise.all(Array.from({ length: connections }, (_, at) => sign(at))),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
