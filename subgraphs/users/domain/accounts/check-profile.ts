import { badUserInput } from '#platform/errors/refusal.ts';
import { optionalText } from '#platform/text.ts';
import type { Locale } from '../../entities/account-columns.ts';
import { notCleared } from '../reject-null.ts';

/** What drivers and passengers alike say of themselves: null clears, undefined leaves. */
export interface ProfileInput {
  fullName?: string | null | undefined;
  locale?: Locale | null | undefined;
  dateOfBirth?: string | null | undefined;
  profilePictureUrl?: string | null | undefined;
}

const earliestBirth = '1900-01-01';

/** The profile that may be stored. Throws BAD_USER_INPUT: a text too long, a required value cleared, a birth to come. */
export function checkProfile({ fullName, locale, dateOfBirth, profilePictureUrl }: ProfileInput, now: Date) {
  if (dateOfBirth != null && (dateOfBirth < earliestBirth || dateOfBirth > now.toISOString().slice(0, 10))) {
    throw badUserInput('dateOfBirth');
  }
  return {
    fullName: fullName === undefined ? undefined : optionalText(fullName, 'fullName', 256),
    locale: notCleared(locale, 'locale'),
    dateOfBirth,
    profilePictureUrl,
  };
}
