import { defineEntity } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';
import { accountColumns, accountIndexes, localeCheck, searchText } from './account-columns.ts';
import { assignChanges } from './assign-changes.ts';

/** The unique index of admins' emails, in any case. Deleted accounts do not count. */
export const adminEmailUnique = 'admins_email_unique';

const AdminSchema = defineEntity({
  name: 'Admin',
  tableName: 'admins',
  properties: {
    ...standardColumns,
    ...accountColumns,
    email: text(256),
    passwordHash: text(256).hidden(),
    searchText: searchText('full_name, email, NULL::character varying'),
  },
  indexes: [
    {
      name: adminEmailUnique,
      expression: `create unique index "${adminEmailUnique}" on "admins" (lower("email")) where not is_deleted`,
    },
    ...accountIndexes('admins'),
  ],
  checks: [localeCheck('admins')],
  filters,
});

/** An operator of the platform, who signs in with email and password. */
export class Admin extends AdminSchema.class {
  /** Updates the name; null clears it. Returns whether that changed it. */
  updateProfile(profile: { fullName: string | null }, now: Date): boolean {
    return assignChanges<Admin>(this, profile, now);
  }
}
AdminSchema.setClass(Admin);
