import { p } from '@mikro-orm/postgresql';
import { instant, text } from '#platform/database/standard-columns.ts';

export const locales = ['AR', 'EN'] as const;
export type Locale = (typeof locales)[number];

/** Columns of every account. */
export const accountColumns = {
  fullName: text(256).nullable(),
  isActive: p.boolean().default(true),
  locale: text(2).$type<Locale>().default('AR'),
  lastLoginAt: instant().nullable(),
};

/** Columns of drivers and passengers, who sign in with a phone number. */
export const personColumns = {
  ...accountColumns,
  phoneNumber: text(16),
  dateOfBirth: p.date().nullable(),
  profilePictureUrl: text(1000).nullable(),
  isPhoneVerified: p.boolean().default(false),
  isProfileComplete: p.boolean().default(false),
};

/** Indexes for listing drivers or passengers, and for searching them by the start of a name or phone number. */
export const personIndexes = (table: 'drivers' | 'passengers') => [
  { name: `${table}_is_deleted_is_active_index`, properties: ['isDeleted' as const, 'isActive' as const] },
  {
    name: `${table}_full_name_prefix_index`,
    expression: `create index "${table}_full_name_prefix_index" on "${table}" (lower("full_name") text_pattern_ops) where not is_deleted`,
  },
  {
    name: `${table}_phone_number_prefix_index`,
    expression: `create index "${table}_phone_number_prefix_index" on "${table}" ("phone_number" text_pattern_ops) where not is_deleted`,
  },
];

export const localeCheck = (table: 'drivers' | 'passengers' | 'admins') => ({
  name: `${table}_locale_check`,
  expression: `locale in ('AR', 'EN')`,
});
