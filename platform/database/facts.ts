import type { EntityClass, EntityManager } from '@mikro-orm/postgresql';
import type { RawRow } from './keyset-query.ts';

/** How some properties of an entity are read from rows that are only shown. */
export interface FactReader<Facts> {
  columns: readonly string[];
  /** What a row says: no entity, so nothing keeps it or could write it. */
  read: (row: RawRow) => Facts;
}

/** Reads properties that are columns of their own: texts, numbers, amounts and instants. */
export function factReader<Row extends object, Fact extends keyof Row & string>(
  em: EntityManager,
  entity: EntityClass<Row>,
  facts: readonly Fact[],
): FactReader<Pick<Row, Fact>> {
  const properties: Record<string, { fieldNames: string[]; runtimeType: string }> = em
    .getMetadata()
    .get(entity).properties;
  const platform = em.getPlatform();
  const fields = facts.map((fact) => {
    const property = properties[fact];
    const column = property?.fieldNames[0];
    if (!column) throw new Error(`no column of ${entity.name} has ${fact}`);
    return { fact, column, isInstant: property.runtimeType === 'Date' };
  });
  const read = (row: RawRow) => {
    const said: RawRow = {};
    for (const { fact, column, isInstant } of fields) {
      const value = row[column];
      said[fact] = isInstant && typeof value === 'string' ? platform.parseDate(value) : value;
    }
    return said as Pick<Row, Fact>;
  };
  return { columns: fields.map(({ column }) => column), read };
}
