import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { OAuthApplication } from './oauth-application.ts';
import { OAuthAuthorization } from './oauth-authorization.ts';

/** Claims of a session's access tokens that auth itself stores. */
export interface TokenPayload {
  phoneNumber: string | null;
}

const OAuthTokenSchema = defineEntity({
  name: 'OAuthToken',
  tableName: 'oauth_tokens',
  properties: {
    ...standardColumns,
    application: () =>
      p
        .manyToOne(OAuthApplication)
        .index('oauth_tokens_application_id_index')
        .foreignKeyName('oauth_tokens_application_id_foreign'),
    authorization: () =>
      p
        .manyToOne(OAuthAuthorization)
        .index('oauth_tokens_authorization_id_index')
        .foreignKeyName('oauth_tokens_authorization_id_foreign'),
    subject: text(50).index('oauth_tokens_subject_index'),
    type: text(20).$type<'REFRESH_TOKEN'>(),
    status: text(20).$type<'VALID' | 'REDEEMED' | 'REVOKED'>(),
    /** SHA-256 of the token, which itself is stored nowhere. */
    referenceHash: text(64).unique('oauth_tokens_reference_hash_unique'),
    payload: p.json().$type<TokenPayload>(),
    creationDate: instant(),
    /** The time of its first use, for its grace. */
    redeemedAt: instant().nullable(),
    expirationDate: instant().index('oauth_tokens_expiration_date_index'),
  },
  checks: [{ name: 'oauth_tokens_status_check', expression: `status in ('VALID', 'REDEEMED', 'REVOKED')` }],
  filters,
});

/** A refresh token. It is good for one use, which a client may repeat for a short time. */
export class OAuthToken extends OAuthTokenSchema.class {
  /** Whether the token was used less than `grace` milliseconds ago. A use that began before that one, or by a slower clock, is in the grace. */
  isInGrace(now: Date, grace: number): boolean {
    const { status, redeemedAt } = this;
    return grace > 0 && status === 'REDEEMED' && redeemedAt != null && now.getTime() < redeemedAt.getTime() + grace;
  }
}
OAuthTokenSchema.setClass(OAuthToken);
