import { randomBytes } from 'node:crypto';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { forbidden } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { OAuthToken, type TokenPayload } from '../../entities/oauth-token.ts';
import { signedIn } from '../../events/published.ts';
import { type AccountFacts, requireAccountType, scopeOf } from '../account.ts';
import { sha256 } from '../secrets.ts';

/** Milliseconds for which a refresh token is valid, and its session after the last use. */
export const refreshTokenLifetime = 30 * 24 * 60 * 60_000;

/** A session with its newest refresh token, which is stored only as a hash. */
export interface OpenedSession {
  session: OAuthAuthorization;
  refreshToken: string;
  account: AccountFacts;
  phoneNumber: string | null;
}

/** The application that the mutations sign in to. */
const mutationsClient = 'masar-app';

/**
 * Opens a session of the account at an application in the caller's transaction, and publishes `auth.signed-in`.
 *
 * @throws Refusal FORBIDDEN when the application was revoked.
 */
export async function openSession(
  tx: EntityManager,
  account: AccountFacts,
  phoneNumber: string | null,
  { clientId = mutationsClient, ...origin }: EventOrigin & { clientId?: string },
): Promise<OpenedSession> {
  const { now, newId } = origin;
  // Locked, so that a revocation of the application either comes first or ends this session too.
  const application = await tx.findOne(OAuthApplication, { clientId }, { lockMode: LockMode.PESSIMISTIC_READ });
  if (!application) throw forbidden();
  const session = tx.create(OAuthAuthorization, {
    id: newId('az'),
    application,
    subject: account.id,
    status: 'VALID',
    type: 'SESSION',
    scopes: [scopeOf(account.id)],
    creationDate: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + refreshTokenLifetime),
    createdAt: now,
    updatedAt: now,
  });
  const refreshToken = randomBytes(32).toString('base64url');
  addRefreshToken(tx, session, { refreshToken, payload: { phoneNumber } }, origin);
  const data = { accountId: account.id, accountType: requireAccountType(account.id), sid: session.id };
  appendToOutbox(tx, signedIn.create(account.id, data, origin));
  return { session, refreshToken, account, phoneNumber };
}

/** Adds the session's next refresh token, which prolongs the session. */
export function addRefreshToken(
  tx: EntityManager,
  session: OAuthAuthorization,
  { refreshToken, payload }: { refreshToken: string; payload: TokenPayload },
  { now, newId }: EventOrigin,
): void {
  const expirationDate = new Date(now.getTime() + refreshTokenLifetime);
  tx.create(OAuthToken, {
    id: newId('tok'),
    application: session.application,
    authorization: session,
    subject: session.subject,
    type: 'REFRESH_TOKEN',
    status: 'VALID',
    referenceHash: sha256(refreshToken),
    payload,
    creationDate: now,
    expirationDate,
    createdAt: now,
    updatedAt: now,
  });
  session.use(now, expirationDate);
}
