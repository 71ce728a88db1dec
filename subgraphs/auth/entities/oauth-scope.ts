import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

const OAuthScopeSchema = defineEntity({
  name: 'OAuthScope',
  tableName: 'oauth_scopes',
  properties: {
    ...standardColumns,
    name: text(100).unique('oauth_scopes_name_unique'),
    displayName: text(200).nullable(),
    description: text(1000).nullable(),
    resources: p.json().$type<string[]>(),
  },
  filters,
});

/** A scope of access tokens. */
export class OAuthScope extends OAuthScopeSchema.class {}
OAuthScopeSchema.setClass(OAuthScope);
