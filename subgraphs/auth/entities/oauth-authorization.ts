import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { OAuthApplication } from './oauth-application.ts';

const OAuthAuthorizationSchema = defineEntity({
  name: 'OAuthAuthorization',
  tableName: 'oauth_authorizations',
  properties: {
    ...standardColumns,
    application: () =>
      p
        .manyToOne(OAuthApplication)
        .index('oauth_authorizations_application_id_index')
        .foreignKeyName('oauth_authorizations_application_id_foreign'),
    subject: text(50),
    status: text(20).$type<'VALID' | 'REVOKED'>(),
    type: text(20).$type<'SESSION'>(),
    scopes: p.json().$type<string[]>(),
    creationDate: instant(),
    lastUsedAt: instant(),
    expiresAt: instant().index('oauth_authorizations_expires_at_index'),
  },
  indexes: [{ name: 'oauth_authorizations_subject_status_index', properties: ['subject', 'status'] }],
  checks: [{ name: 'oauth_authorizations_status_check', expression: `status in ('VALID', 'REVOKED')` }],
  filters,
});

/** A session: one sign-in of an account, with a chain of refresh tokens. */
export class OAuthAuthorization extends OAuthAuthorizationSchema.class {
  isActive(now: Date): boolean {
    return this.status === 'VALID' && this.expiresAt > now;
  }

  /** Prolongs the session to the expiry of its new refresh token. */
  use(now: Date, expiresAt: Date): void {
    this.lastUsedAt = now;
    this.expiresAt = expiresAt;
    this.updatedAt = now;
  }

  end(now: Date): void {
    this.status = 'REVOKED';
    this.updatedAt = now;
  }
}
OAuthAuthorizationSchema.setClass(OAuthAuthorization);
