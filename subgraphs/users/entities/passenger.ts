import { defineEntity } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';
import { type Locale, localeCheck, personColumns, personIndexes } from './account-columns.ts';
import { assignChanges } from './assign-changes.ts';

export type Gender = 'UNSPECIFIED' | 'MALE' | 'FEMALE';

/** The unique index of passengers' phone numbers. Deleted accounts do not count. */
export const passengerPhoneUnique = 'passengers_phone_number_unique';

const PassengerSchema = defineEntity({
  name: 'Passenger',
  tableName: 'passengers',
  properties: {
    ...standardColumns,
    ...personColumns,
    gender: text(20).$type<Gender>().default('UNSPECIFIED'),
  },
  uniques: [{ name: passengerPhoneUnique, properties: ['phoneNumber'], where: 'not is_deleted' }],
  indexes: personIndexes('passengers'),
  checks: [
    localeCheck('passengers'),
    { name: 'passengers_gender_check', expression: `gender in ('UNSPECIFIED', 'MALE', 'FEMALE')` },
  ],
  filters,
});

/** Null clears a field; undefined leaves it unchanged. */
export interface PassengerProfile {
  fullName?: string | null | undefined;
  locale?: Locale | undefined;
  dateOfBirth?: string | null | undefined;
  gender?: Gender | undefined;
  profilePictureUrl?: string | null | undefined;
}

export class Passenger extends PassengerSchema.class {
  /** Updates the profile. Returns whether that changed it. */
  updateProfile(profile: PassengerProfile, now: Date): boolean {
    const changed = assignChanges<Passenger>(this, profile, now);
    this.isProfileComplete = Boolean(this.fullName && this.dateOfBirth);
    return changed;
  }

  /** Sets a phone number, which is not verified. Returns whether that changed it. */
  changePhone(phoneNumber: string, now: Date): boolean {
    if (phoneNumber === this.phoneNumber) return false;
    return assignChanges<Passenger>(this, { phoneNumber, isPhoneVerified: false, phoneChangedAt: now }, now);
  }

  /** Marks the phone number as verified. Returns whether that changed it. */
  verifyPhone(now: Date): boolean {
    return assignChanges<Passenger>(this, { isPhoneVerified: true }, now);
  }
}
PassengerSchema.setClass(Passenger);
