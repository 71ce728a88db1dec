import { badUserInput } from '#platform/errors/refusal.ts';
import { optionalText } from '#platform/text.ts';
import type { Locale } from '../../entities/account-columns.ts';
import { rejectNull } from '../reject-null.ts';

/** The profile fields that drivers and passengers share. Null clears a field; undefined leaves it unchanged. */
export interface ProfileInput {
  fullName?: string | null | undefined;
  locale?: Locale | null | undefined;
  dateOfBirth?: string | null | undefined;
  profilePictureUrl?: string | null | undefined;
}

const earliestDateOfBirth = '1900-01-01';

/**
 * Validates profile input and trims its texts.
 *
 * @throws Refusal BAD_USER_INPUT when a text is too long, a required field is null, or the date of birth is before 1900 or
 * in the future.
 */
export function checkProfile({ fullName, locale, dateOfBirth, profilePictureUrl }: ProfileInput, now: Date) {
  if (dateOfBirth != null && (dateOfBirth < earliestDateOfBirth || dateOfBirth > now.toISOString().slice(0, 10))) {
    throw badUserInput('dateOfBirth');
  }
  return {
    fullName: fullName === undefined ? undefined : optionalText(fullName, 'fullName', 256),
    locale: rejectNull(locale, 'locale'),
    dateOfBirth,
    profilePictureUrl,
  };
}
