import type { EntityManager } from '@mikro-orm/postgresql';
import { findApplication } from '../domain/applications/find-application.ts';
import { sameDigest, sha256 } from '../domain/secrets.ts';
import type { OAuthApplication } from '../entities/oauth-application.ts';
import { basicCredentials } from './basic-credentials.ts';

/**
 * Authenticates the client of a request by HTTP Basic or by form parameters (RFC 6749, 2.3.1). A public client presents only
 * its id. Returns null when the client is unknown or its secret is wrong.
 */
export async function authenticateClient(
  em: EntityManager,
  authorization: string | undefined,
  form: URLSearchParams,
): Promise<OAuthApplication | null> {
  const { id, secret } = fromBasic(authorization) ?? {
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
function fromBasic(authorization: string | undefined): { id: string; secret: string } | null {
  const credentials = basicCredentials(authorization);
  if (!credentials) return null;
  const [id = '', ...rest] = credentials.toString().split(':');
  return { id: decodeForm(id), secret: decodeForm(rest.join(':')) };
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
