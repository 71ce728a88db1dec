import { defineEntity } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';
import { type Locale, localeCheck, personColumns, personIndexes } from './account-columns.ts';
import { assignChanges } from './assign-changes.ts';

/** The unique index of drivers' phone numbers. Deleted accounts do not count. */
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

/** Null clears a field; undefined leaves it unchanged. */
export interface DriverProfile {
  fullName?: string | null | undefined;
  locale?: Locale | undefined;
  dateOfBirth?: string | null | undefined;
  profilePictureUrl?: string | null | undefined;
  identityDocumentUrl?: string | null | undefined;
  drivingLicenseUrl?: string | null | undefined;
}

export class Driver extends DriverSchema.class {
  /** Updates the profile. Returns whether that changed it. */
  updateProfile(profile: DriverProfile, now: Date): boolean {
    const changed = assignChanges<Driver>(this, profile, now);
    this.isProfileComplete = Boolean(
      this.fullName && this.dateOfBirth && this.identityDocumentUrl && this.drivingLicenseUrl,
    );
    return changed;
  }

  /** Sets a phone number, which is not verified. Returns whether that changed it. */
  changePhone(phoneNumber: string, now: Date): boolean {
    if (phoneNumber === this.phoneNumber) return false;
    return assignChanges<Driver>(this, { phoneNumber, isPhoneVerified: false, phoneChangedAt: now }, now);
  }

  /** Marks the phone number as verified. Returns whether that changed it. */
  verifyPhone(now: Date): boolean {
    return assignChanges<Driver>(this, { isPhoneVerified: true }, now);
  }
}
DriverSchema.setClass(Driver);
