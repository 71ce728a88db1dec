import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { withDeleted } from './standard-columns.ts';

type BatchById<Row> = (em: EntityManager, ids: readonly string[]) => Promise<Map<string, Row>>;

/** Reads rows by their ids in one statement, deleted ones too, since references point to them. */
export function rowsById<Row extends { id: string }>(entity: EntityClass<Row>): BatchById<Row> {
  return async (em, ids) => {
    const where = { id: { $in: [...ids] } } as unknown as FilterQuery<Row>;
    const rows: Row[] = await em.find(entity, where, withDeleted);
    return new Map(rows.map((row) => [row.id, row]));
  };
}
