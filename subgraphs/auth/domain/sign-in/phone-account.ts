import { badUserInput } from '#platform/errors/refusal.ts';
import { requirePhoneNumber } from '#platform/phone-number.ts';
import type { PhoneAccountType } from '../../entities/one-time-code.ts';
import { sha256 } from '../secrets.ts';
import type { AccountType } from './accounts.ts';

/** Whom a code is for: a phone number may belong to a driver and, apart from that, to a passenger. */
export interface PhoneAccount {
  phoneNumber: string;
  accountType: PhoneAccountType;
}

/** Throws BAD_USER_INPUT for what is no phone number, and for admins, who have none. */
export function requirePhoneAccount(input: { phoneNumber: string; accountType: AccountType }): PhoneAccount {
  const phoneNumber = requirePhoneNumber(input.phoneNumber, 'phoneNumber');
  const { accountType } = input;
  if (accountType === 'ADMIN') throw badUserInput('accountType');
  return { phoneNumber, accountType };
}

/** The name under which the steps of one phone account are taken one at a time, and its wrong guesses are counted. */
export const subjectOf = ({ phoneNumber, accountType }: PhoneAccount): string =>
  sha256(`otp|${phoneNumber}|${accountType}`);
