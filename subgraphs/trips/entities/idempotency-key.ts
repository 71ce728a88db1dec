import { defineEntity, p } from '@mikro-orm/postgresql';
import { instant, standardColumns, text } from '#platform/database/standard-columns.ts';

/** One effect a key, kept by the database. */
export const keyUnique = 'idempotency_keys_account_operation_key_unique';

const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    ...standardColumns,
    createdAt: instant().index('idempotency_keys_created_at_index'),
    accountId: text(50),
    operation: text(50),
    key: text(100),
    requestHash: text(64),
    resultIds: p.json().$type<string[]>(),
  },
  uniques: [{ name: keyUnique, properties: ['accountId', 'operation', 'key'] }],
});

/** That a request with this key was carried out, and what came of it. */
export class IdempotencyKey extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKey);
