import { defineEntity } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

const FailedAttemptSchema = defineEntity({
  name: 'FailedAttempt',
  tableName: 'failed_attempts',
  properties: {
    ...standardColumns,
    kind: text(20).$type<'OTP' | 'PASSWORD'>(),
    /** The hash of the phone account or the email: it is only compared. */
    subject: text(64),
    address: text(45),
  },
  indexes: [
    { name: 'failed_attempts_subject_index', properties: ['kind', 'subject', 'createdAt'] },
    { name: 'failed_attempts_address_index', properties: ['kind', 'address', 'createdAt'] },
    { name: 'failed_attempts_created_at_index', properties: ['createdAt'] },
  ],
  filters,
});

/** A wrong code or password, whether or not the phone number or the email has an account. */
export class FailedAttempt extends FailedAttemptSchema.class {}
FailedAttemptSchema.setClass(FailedAttempt);
