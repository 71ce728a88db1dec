import { defineEntity, p } from '@mikro-orm/postgresql';
import { instant, text } from '#platform/database/standard-columns.ts';

const OAuthStateSchema = defineEntity({
  name: 'OAuthState',
  tableName: 'oauth_states',
  properties: {
    /** The kind, and the SHA-256 of the identifier. The identifier itself is not stored: some are as good as a password. */
    id: text(100).primary(),
    payload: p.json().$type<Record<string, unknown>>(),
    uidHash: text(64).nullable(),
    grantHash: text(64).nullable(),
    /** The account that signed in, if any. */
    accountId: text(50).nullable(),
    /** The session that an authorization code was exchanged for. */
    sessionId: text(50).nullable(),
    consumedAt: instant().nullable(),
    expiresAt: instant().index('oauth_states_expires_at_index'),
  },
  indexes: [
    { name: 'oauth_states_uid_hash_index', properties: ['uidHash'], where: 'uid_hash is not null' },
    { name: 'oauth_states_grant_hash_index', properties: ['grantHash'], where: 'grant_hash is not null' },
    { name: 'oauth_states_account_id_index', properties: ['accountId'], where: 'account_id is not null' },
  ],
});

/** A state of the OAuth library: an interaction, a browser's session, an authorization code. */
export class OAuthState extends OAuthStateSchema.class {}
OAuthStateSchema.setClass(OAuthState);
