import { defineEntity, type Opt, p } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

/** The client that the services of the platform themselves use. */
export const serviceClientId = 'masar-service';

/** The clients that migrations create. The platform's own applications sign in with them. */
const platformClientIds: readonly string[] = ['masar-app', 'masar-web', 'masar-sandbox', serviceClientId];

export const clientIdUnique = 'oauth_applications_client_id_unique';

const OAuthApplicationSchema = defineEntity({
  name: 'OAuthApplication',
  tableName: 'oauth_applications',
  properties: {
    ...standardColumns,
    clientId: text(100).unique(clientIdUnique),
    clientSecret: text(100).nullable(),
    displayName: text(200).nullable(),
    permissions: p.json().$type<string[]>(),
    requirements: p.json().$type<string[]>(),
    type: text(20).$type<'PUBLIC' | 'CONFIDENTIAL'>(),
    redirectUris: p.json().$type<string[]>(),
  },
  checks: [{ name: 'oauth_applications_type_check', expression: `type in ('PUBLIC', 'CONFIDENTIAL')` }],
  filters,
});

const scopePrefix = 'scp:';

/** A client of the OAuth server. */
export class OAuthApplication extends OAuthApplicationSchema.class {
  /** Whether it may authenticate: false once it is revoked. */
  get isActive(): Opt<boolean> {
    return !this.isDeleted as Opt<boolean>;
  }

  /** Whether the platform itself needs it. */
  isOfPlatform(): boolean {
    return platformClientIds.includes(this.clientId);
  }

  /** The scopes that its tokens may have. */
  get scopes(): Opt<string[]> {
    const scopes = this.permissions.filter((each) => each.startsWith(scopePrefix));
    return scopes.map((each) => each.slice(scopePrefix.length)) as Opt<string[]>;
  }
}
OAuthApplicationSchema.setClass(OAuthApplication);

/** The permission that allows the scope. */
export const scopePermission = (scope: string): string => `${scopePrefix}${scope}`;
