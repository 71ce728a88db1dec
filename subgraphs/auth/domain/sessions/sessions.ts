import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { OAuthApplication } from '../../entities/oauth-application.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { OAuthState } from '../../entities/oauth-state.ts';
import { OAuthToken, type TokenPayload } from '../../entities/oauth-token.ts';
import { type EndReason, sessionEnded, signedIn } from '../../events/published.ts';
import { authLimits } from '../../limits.ts';
import { sha256 } from '../secrets.ts';
import { type AccountFacts, accountTypeOf, scopeOf } from '../sign-in/accounts.ts';
import { issueAccessToken, type TokenIssuer } from './issue-access-token.ts';

/** What a sign-in or a refresh gives out. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /** Seconds. */
  expiresIn: number;
  scope: string;
  account: { id: string };
}

/** A session with a refresh token that has just been made: the only moment at which the token itself is known. */
export interface OpenedSession {
  session: OAuthAuthorization;
  refreshToken: string;
  account: AccountFacts;
  phoneNumber: string | null;
}

/** The application that the mutations sign in to. */
const mutationsClient = 'masar-app';

/** Begins a session of an account at an application, in the caller's transaction. */
export async function openSession(
  tx: EntityManager,
  account: AccountFacts,
  phoneNumber: string | null,
  { clientId = mutationsClient, ...origin }: EventOrigin & { clientId?: string },
): Promise<OpenedSession> {
  const { now, newId } = origin;
  const application = await tx.findOneOrFail(OAuthApplication, { clientId });
  const session = tx.create(OAuthAuthorization, {
    id: newId('az'),
    application,
    subject: account.id,
    status: 'VALID',
    type: 'SESSION',
    scopes: [scopeOf(account.id)],
    creationDate: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + authLimits.refreshToken),
    createdAt: now,
    updatedAt: now,
  });
  const refreshToken = addRefreshToken(tx, session, { phoneNumber }, origin);
  const data = { accountId: account.id, accountType: accountTypeOf(account.id), sid: session.id };
  appendToOutbox(tx, signedIn.create(account.id, data, origin));
  return { session, refreshToken, account, phoneNumber };
}

/** The next refresh token of a session: opaque, 256 random bits, of which only the hash is stored. */
export function addRefreshToken(
  tx: EntityManager,
  session: OAuthAuthorization,
  payload: TokenPayload,
  { now, newId }: EventOrigin,
): string {
  const refreshToken = randomBytes(32).toString('base64url');
  const expirationDate = new Date(now.getTime() + authLimits.refreshToken);
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
  return refreshToken;
}

/**
 * Ends sessions with all their tokens, in the caller's transaction, and tells of each. No browser remembers their accounts any more:
 * whoever was signed out can't sign in again without a proof.
 */
export async function endSessions(
  tx: EntityManager,
  sessions: readonly OAuthAuthorization[],
  reason: EndReason,
  origin: EventOrigin,
): Promise<void> {
  const ids = sessions.map(({ id }) => id);
  await tx.nativeUpdate(OAuthToken, { authorization: { $in: ids } }, { status: 'REVOKED', updatedAt: origin.now });
  await tx.nativeDelete(OAuthState, { accountId: { $in: sessions.map(({ subject }) => subject) } });
  for (const session of sessions) {
    session.end(origin.now);
    const data = { accountId: session.subject, sid: session.id, reason };
    appendToOutbox(tx, sessionEnded.create(session.subject, data, origin));
  }
}

/** The pair for a session that was just opened or refreshed, and has been committed. */
export async function tokenPair(issuer: TokenIssuer, opened: OpenedSession, now: Date): Promise<TokenPair> {
  const { session, refreshToken, account, phoneNumber } = opened;
  const scope = scopeOf(account.id);
  const claims = { sub: account.id, scope, sid: session.id, name: account.fullName, phone_number: phoneNumber };
  return {
    accessToken: await issueAccessToken(issuer, claims, now),
    refreshToken,
    tokenType: 'Bearer',
    expiresIn: authLimits.accessToken / 1_000,
    scope,
    account: { id: account.id },
  };
}
