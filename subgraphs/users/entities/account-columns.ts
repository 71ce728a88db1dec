import { p } from '@mikro-orm/postgresql';
import { instant, text } from '#platform/database/standard-columns.ts';

export const locales = ['AR', 'EN'] as const;
export type Locale = (typeof locales)[number];

/** The column that the database computes from others by `account_search_text`, for searches. Entities do not load it. */
export const searchText = (source: string) =>
  p.text().generated(`(account_search_text(${source})) stored`).nullable().lazy().hidden();

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
  /** When an admin last changed the phone number. */
  phoneChangedAt: instant().nullable(),
  isPhoneVerified: p.boolean().default(false),
  isProfileComplete: p.boolean().default(false),
  searchText: searchText('full_name, NULL::character varying, phone_number'),
};

type AccountTable = 'drivers' | 'passengers' | 'admins';

/** The indexes that lists and searches of all accounts read. */
export const accountIndexes = (table: AccountTable) => [
  {
    name: `${table}_created_index`,
    expression: `create index "${table}_created_index" on "${table}" ("created_at", "id") where not is_deleted`,
  },
  {
    name: `${table}_search_index`,
    expression: `create index "${table}_search_index" on "${table}" using gin (account_search_grams("search_text"))`,
  },
];

/** The indexes of drivers or passengers. Searches of the previous release read the two prefix indexes. */
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
  ...accountIndexes(table),
];

export const localeCheck = (table: AccountTable) => ({
  name: `${table}_locale_check`,
  expression: `locale in ('AR', 'EN')`,
});
