import { defineEntity, p } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

const RecipientSchema = defineEntity({
  name: 'Recipient',
  tableName: 'recipients',
  properties: {
    ...standardColumns,
    accountId: text(50).unique('recipients_account_id_unique'),
    accountType: text(20).$type<AccountType>(),
    fullName: text(256).nullable(),
    isActive: p.boolean().default(true),
    locale: text(2).$type<'AR' | 'EN'>().default('AR'),
  },
  indexes: [{ name: 'recipients_audience_index', properties: ['accountType', 'isActive', 'accountId'] }],
  checks: [
    { name: 'recipients_account_type_check', expression: `account_type in ('DRIVER', 'PASSENGER', 'ADMIN')` },
    { name: 'recipients_locale_check', expression: `locale in ('AR', 'EN')` },
  ],
  filters,
});

/** A copy of an account, kept by events of users. It selects the recipients of announcements, and their language. */
export class Recipient extends RecipientSchema.class {}
RecipientSchema.setClass(Recipient);
