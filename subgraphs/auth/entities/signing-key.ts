import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';

const SigningKeySchema = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_keys',
  properties: {
    ...standardColumns,
    kid: text(100).unique('signing_keys_kid_unique'),
    privateJwk: p.text(),
    status: text(20).$type<'ACTIVE' | 'RETIRING' | 'RETIRED'>().index('signing_keys_status_index'),
    notAfter: instant().nullable(),
  },
  checks: [{ name: 'signing_keys_status_check', expression: `status in ('ACTIVE', 'RETIRING', 'RETIRED')` }],
  filters,
});

/** A key that signs access tokens. Its private part is encrypted. */
export class SigningKey extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKey);
