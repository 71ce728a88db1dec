import type { EntityManager } from '@mikro-orm/postgresql';
import { sameDigest, sha256 } from '../domain/secrets.ts';
import { OAuthApplication } from '../entities/oauth-application.ts';

/**
 * Who asks an endpoint of ours (RFC 6749, 2.3.1): by HTTP Basic or in the form. A confidential client tells its secret; a public one
 * only who it is. Null where that is not right.
 */
export async function authenticateClient(
  em: EntityManager,
  authorization: string | undefined,
  form: URLSearchParams,
): Promise<OAuthApplication | null> {
  const given = fromBasic(authorization) ?? {
    id: form.get('client_id') ?? '',
    secret: form.get('client_secret') ?? '',
  };
  if (given.id === '') return null;
  const application = await em.findOne(OAuthApplication, { clientId: given.id });
  if (!application) return null;
  if (application.type === 'PUBLIC') return given.secret === '' ? application : null;
  return sameDigest(sha256(given.secret), application.clientSecret ?? '') ? application : null;
}

/** Null without such a header. Both parts are form-encoded. */
function fromBasic(authorization: string | undefined): { id: string; secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: formDecoded(id), secret: formDecoded(rest.join(':')) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
