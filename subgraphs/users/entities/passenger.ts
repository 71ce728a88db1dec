import { defineEntity } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';
import { type Locale, localeCheck, personColumns, personIndexes } from './account-columns.ts';
import { assignChanges } from './assign-changes.ts';

export const genders = ['UNSPECIFIED', 'MALE', 'FEMALE'] as const;
export type Gender = (typeof genders)[number];

/** One account a phone number among the passengers that are there, kept by the database. */
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

/** What passengers say of themselves. Null is nothing said, undefined leaves it as it was. */
export interface PassengerProfile {
  fullName?: string | null | undefined;
  locale?: Locale | undefined;
  dateOfBirth?: string | null | undefined;
  gender?: Gender | undefined;
  profilePictureUrl?: string | null | undefined;
}

/** Someone who books seats. */
export class Passenger extends PassengerSchema.class {
  /** Takes the profile over, and says whether it is another one now. */
  updateProfile(profile: PassengerProfile, now: Date): boolean {
    const changed = assignChanges<Passenger>(this, profile, now);
    this.isProfileComplete = Boolean(this.fullName && this.dateOfBirth);
    return changed;
  }

  /** The phone number is known to be theirs; says whether that is news. */
  verifyPhone(now: Date): boolean {
    return assignChanges<Passenger>(this, { isPhoneVerified: true }, now);
  }
}
PassengerSchema.setClass(Passenger);
