import type { EntityManager } from '@mikro-orm/postgresql';
import { findApplication } from '../domain/applications/find-application.ts';
import { sameDigest, sha256 } from '../domain/secrets.ts';
import type { OAuthApplication } from '../entities/oauth-application.ts';

/**
 * Authenticates the client of a request by HTTP Basic or by form parameters (RFC 6749, 2.3.1). A public client presents only
 * its id. Returns null when the client is unknown or its secret is wrong.
 */
export async function authenticateClient(
  em: EntityManager,
  authorization: string | undefined,
  form: URLSearchParams,
): Promise<OAuthApplication | null> {
  const { id, secret } = basicCredentials(authorization) ?? {
    id: form.get('client_id') ?? '',
    secret: form.get('client_secret') ?? '',
  };
  if (id === '') return null;
  const application = await findApplication(em, id);
  if (!application) return null;
  if (application.type === 'PUBLIC') return secret === '' ? application : null;
  return sameDigest(sha256(secret), application.clientSecret ?? '') ? application : null;
}

/** Returns null without a Basic header. Id and secret are form-encoded. */
function basicCredentials(authorization: string | undefined): { id: string; secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: decodeForm(id), secret: decodeForm(rest.join(':')) };
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
