import { defineEntity } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';
import { type Locale, localeCheck, personColumns, personIndexes } from './account-columns.ts';
import { assignChanges } from './assign-changes.ts';

/** One account a phone number among the drivers that are there, kept by the database. */
export const driverPhoneUnique = 'drivers_phone_number_unique';

const DriverSchema = defineEntity({
  name: 'Driver',
  tableName: 'drivers',
  properties: {
    ...standardColumns,
    ...personColumns,
    identityDocumentUrl: text(1000).nullable(),
    drivingLicenseUrl: text(1000).nullable(),
  },
  uniques: [{ name: driverPhoneUnique, properties: ['phoneNumber'], where: 'not is_deleted' }],
  indexes: personIndexes('drivers'),
  checks: [localeCheck('drivers')],
  filters,
});

/** What drivers say of themselves. Null is nothing said, undefined leaves it as it was. */
export interface DriverProfile {
  fullName?: string | null | undefined;
  locale?: Locale | undefined;
  dateOfBirth?: string | null | undefined;
  profilePictureUrl?: string | null | undefined;
  identityDocumentUrl?: string | null | undefined;
  drivingLicenseUrl?: string | null | undefined;
}

/** Someone who offers trips. */
export class Driver extends DriverSchema.class {
  /** Takes the profile over, and says whether it is another one now. */
  updateProfile(profile: DriverProfile, now: Date): boolean {
    const changed = assignChanges<Driver>(this, profile, now);
    this.isProfileComplete = Boolean(
      this.fullName && this.dateOfBirth && this.identityDocumentUrl && this.drivingLicenseUrl,
    );
    return changed;
  }

  /** The phone number is known to be theirs; says whether that is news. */
  verifyPhone(now: Date): boolean {
    return assignChanges<Driver>(this, { isPhoneVerified: true }, now);
  }
}
DriverSchema.setClass(Driver);
