import type { StandardColumns } from '#platform/database/standard-columns.ts';

/** Assigns the values that differ and updates `updatedAt`. Skips undefined values. Returns whether any differed. */
export function assignChanges<Row extends StandardColumns>(row: Row, changes: Partial<Row>, now: Date): boolean {
  const changed = differingFields<Row, Partial<Row>>(row, changes);
  if (changed.length === 0) return false;
  Object.assign(row, Object.fromEntries(changed.map((name) => [name, changes[name]])));
  row.updatedAt = now;
  return true;
}

/** The names of the values that differ from the row's. Undefined values do not count. */
export function differingFields<Row, Changes extends Partial<Row>>(row: Row, changes: Changes): (keyof Changes)[] {
  const names = Object.keys(changes) as (keyof Changes & keyof Row)[];
  return names.filter((name) => changes[name] !== undefined && changes[name] !== row[name]);
}
