import { messagingEntities } from '#platform/messaging/entities.ts';
import { FailedAttempt } from './failed-attempt.ts';
import { OAuthApplication } from './oauth-application.ts';
import { OAuthAuthorization } from './oauth-authorization.ts';
import { OAuthScope } from './oauth-scope.ts';
import { OAuthState } from './oauth-state.ts';
import { OAuthToken } from './oauth-token.ts';
import { OneTimeCode } from './one-time-code.ts';
import { SigningKey } from './signing-key.ts';

/** The entities of the auth database. */
export const entities = [
  OAuthApplication,
  OAuthAuthorization,
  OAuthToken,
  OAuthState,
  OAuthScope,
  OneTimeCode,
  SigningKey,
  FailedAttempt,
  ...messagingEntities,
];
