import { defineEntity, p } from '@mikro-orm/postgresql';
import { instant, standardColumns, text } from '#platform/database/standard-columns.ts';

/** The unique index of keys: the database allows one result per key. */
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

/** The result of a request that had an idempotency key. */
export class IdempotencyKey extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKey);
