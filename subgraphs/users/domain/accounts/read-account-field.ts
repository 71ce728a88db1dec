import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden } from '#platform/errors/refusal.ts';
import type { Account } from '../../entities/account.ts';
import type { Gender, Passenger } from '../../entities/passenger.ts';

/** Personal fields that anyone may read. */
export type PublicField = 'fullName' | 'profilePictureUrl';

/** Personal fields that only the account's owner and admins may read. */
export type PrivateField =
  | 'phoneNumber'
  | 'email'
  | 'lastLoginAt'
  | 'dateOfBirth'
  | 'identityDocumentUrl'
  | 'drivingLicenseUrl';

type Value<Row, Field extends keyof Row> = NonNullable<Row[Field]> | null;

/** Reads a public personal field. Null once the account is deleted. */
export function readPublicField<Row extends Account, Field extends PublicField & keyof Row>(
  account: Row,
  field: Field,
): Value<Row, Field> {
  return account.isDeleted ? null : (account[field] ?? null);
}

/**
 * Reads a private personal field. Null once the account is deleted.
 *
 * @throws Refusal FORBIDDEN unless the viewer owns the account or is an admin.
 */
export function readPrivateField<Row extends Account, Field extends PrivateField & keyof Row>(
  viewer: Viewer | null,
  account: Row,
  field: Field,
): Value<Row, Field> {
  if (!isSelf(viewer, account.id) && !isAdmin(viewer)) throw forbidden();
  return account.isDeleted ? null : (account[field] ?? null);
}

/** Reads a passenger's gender. UNSPECIFIED once the account is deleted. */
export function readGender(passenger: Passenger): Gender {
  return passenger.isDeleted ? 'UNSPECIFIED' : passenger.gender;
}
