import type { AccountType } from '#contract/account-type.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import { requirePhoneNumber } from '#platform/phone-number.ts';
import type { PhoneAccountType } from '../../entities/one-time-code.ts';
import { sha256 } from '../secrets.ts';

/** The account that a code is for: one phone number may have a driver and a passenger. */
export interface PhoneAccount {
  phoneNumber: string;
  accountType: PhoneAccountType;
}

/** @throws Refusal BAD_USER_INPUT for an invalid phone number, and for ADMIN: admins sign in by password. */
export function requirePhoneAccount(input: { phoneNumber: string; accountType: AccountType }): PhoneAccount {
  const phoneNumber = requirePhoneNumber(input.phoneNumber, 'phoneNumber');
  const { accountType } = input;
  if (accountType === 'ADMIN') throw badUserInput('accountType');
  return { phoneNumber, accountType };
}

/** The key by which steps of one phone account are locked and its wrong guesses counted. */
export const subjectOf = ({ phoneNumber, accountType }: PhoneAccount): string =>
  sha256(`otp|${phoneNumber}|${accountType}`);
