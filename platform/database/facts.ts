import type { EntityClass, EntityManager } from '@mikro-orm/postgresql';
import type { RawRow } from './keyset-query.ts';

/** Reads some properties of an entity from raw rows, for lists that are only shown. */
export interface FactReader<Facts> {
  columns: readonly string[];
  /** Returns a plain object: no unit of work keeps it or writes its changes. */
  read: (row: RawRow) => Facts;
}

/** For properties with a column each: texts, numbers, amounts and instants. */
export function factReader<Row extends object, Fact extends keyof Row & string>(
  em: EntityManager,
  entity: EntityClass<Row>,
  names: readonly Fact[],
): FactReader<Pick<Row, Fact>> {
  const properties: Record<string, { fieldNames: string[]; runtimeType: string }> = em
    .getMetadata()
    .get(entity).properties;
  const platform = em.getPlatform();
  const fields = names.map((fact) => {
    const property = properties[fact];
    const column = property?.fieldNames[0];
    if (!column) throw new Error(`${entity.name}.${fact} has no column`);
    return { fact, column, isInstant: property.runtimeType === 'Date' };
  });
  const read = (row: RawRow) => {
    const facts: RawRow = {};
    for (const { fact, column, isInstant } of fields) {
      const value = row[column];
      facts[fact] = isInstant && typeof value === 'string' ? platform.parseDate(value) : value;
    }
    return facts as Pick<Row, Fact>;
  };
  return { columns: fields.map(({ column }) => column), read };
}
