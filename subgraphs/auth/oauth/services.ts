import type { IncomingMessage } from 'node:http';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import type { TokenIssuer } from '../domain/sessions/issue-access-token.ts';
import type { SignInContext } from '../sign-in-context.ts';

/** The services that the OAuth endpoints use. */
export interface OAuthServices {
  /** A new unit of work. */
  em: () => EntityManager;
  now: () => Date;
  issuer: TokenIssuer;
  verifyToken: VerifyToken;
  signInContext: (request: IncomingMessage) => SignInContext;
}
