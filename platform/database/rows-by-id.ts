import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { withDeleted } from './standard-columns.ts';

type BatchById<Row> = (em: EntityManager, ids: readonly string[]) => Promise<Map<string, Row>>;

/** Reads the rows of some ids in one statement, deleted ones too: it is references that are followed by id. */
export function rowsById<Row extends { id: string }>(entity: EntityClass<Row>): BatchById<Row> {
  return async (em, ids) => {
    const wanted = { id: { $in: [...ids] } } as unknown as FilterQuery<Row>;
    const rows: Row[] = await em.find(entity, wanted, withDeleted);
    return new Map(rows.map((row) => [row.id, row]));
  };
}
