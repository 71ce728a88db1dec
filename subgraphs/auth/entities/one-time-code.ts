import { defineEntity, p } from '@mikro-orm/postgresql';
import type { AccountType } from '#contract/account-type.ts';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';

/** Wrong guesses after which a code is refused even if the guess is right. */
const maxGuesses = 5;

/** The account types that sign in by phone. */
export type PhoneAccountType = Exclude<AccountType, 'ADMIN'>;

const OneTimeCodeSchema = defineEntity({
  name: 'OneTimeCode',
  tableName: 'one_time_codes',
  properties: {
    ...standardColumns,
    phoneNumber: text(16),
    accountType: text(20).$type<PhoneAccountType>(),
    codeHash: text(64),
    attempts: p.integer().default(0),
    expiresAt: instant().index('one_time_codes_expires_at_index'),
    consumedAt: instant().nullable(),
    /** The address of the request, as rate limits count it. */
    requestedFrom: text(45),
  },
  indexes: [
    { name: 'one_time_codes_phone_index', properties: ['phoneNumber', 'accountType', 'createdAt'] },
    { name: 'one_time_codes_requested_from_index', properties: ['requestedFrom', 'createdAt'] },
  ],
  checks: [
    { name: 'one_time_codes_attempts_check', expression: 'attempts >= 0' },
    { name: 'one_time_codes_account_type_check', expression: `account_type in ('DRIVER', 'PASSENGER')` },
  ],
  filters,
});

/** A code that was sent to a phone. Only its keyed hash is stored. */
export class OneTimeCode extends OneTimeCodeSchema.class {
  /** Whether it is neither used nor expired. */
  isOutstanding(now: Date): boolean {
    return !this.consumedAt && this.expiresAt > now;
  }

  isGuessedOut(): boolean {
    return this.attempts >= maxGuesses;
  }

  countWrongGuess(now: Date): void {
    this.attempts += 1;
    this.updatedAt = now;
  }
}
OneTimeCodeSchema.setClass(OneTimeCode);
