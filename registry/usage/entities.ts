import { defineEntity, p } from '@mikro-orm/postgresql';
import { text } from '#platform/database/standard-columns.ts';
import { maxClientName, maxClientVersion } from '#platform/graphql/client-name.ts';

const UsedOperationSchema = defineEntity({
  name: 'UsedOperation',
  tableName: 'used_operations',
  properties: {
    /** The digest of the other columns. */
    id: text(64).primary(),
    name: text(100),
    /** `query`, `mutation` or `subscription`. */
    kind: text(20),
    /** Without aliases, and without values. */
    document: p.text(),
    /** The coordinates that the document uses, such as `Trip.price`, `Query.trip(id:)`, `Locale.AR` and the type `Trip`. */
    coordinates: p.array(),
    lastDay: p.date(),
  },
  indexes: [{ name: 'used_operations_last_day_index', properties: ['lastDay'] }],
});

/** An operation that clients sent. */
export class UsedOperation extends UsedOperationSchema.class {}
UsedOperationSchema.setClass(UsedOperation);

const OperationCountSchema = defineEntity({
  name: 'OperationCount',
  tableName: 'operation_counts',
  properties: {
    /** In UTC. */
    day: p.date().primary(),
    clientName: text(maxClientName).primary(),
    clientVersion: text(maxClientVersion).primary(),
    operation: () => p.manyToOne(UsedOperation).primary().deleteRule('cascade'),
    count: p.bigint(),
  },
  indexes: [{ name: 'operation_counts_operation_index', properties: ['operation'] }],
});

/** How often a version of a client sent an operation in one day. */
export class OperationCount extends OperationCountSchema.class {}
OperationCountSchema.setClass(OperationCount);

const InputCountSchema = defineEntity({
  name: 'InputCount',
  tableName: 'input_counts',
  properties: {
    /** In UTC. */
    day: p.date().primary(),
    clientName: text(maxClientName).primary(),
    clientVersion: text(maxClientVersion).primary(),
    operation: () => p.manyToOne(UsedOperation).primary().deleteRule('cascade'),
    coordinate: p.text().primary(),
    count: p.bigint(),
  },
  indexes: [{ name: 'input_counts_operation_index', properties: ['operation'] }],
});

/** How often the variables of an operation used an input field or an enum value in one day. */
export class InputCount extends InputCountSchema.class {}
InputCountSchema.setClass(InputCount);

/** The entities of the counted use. */
export const usageEntities = [UsedOperation, OperationCount, InputCount];
