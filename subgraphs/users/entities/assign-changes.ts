import type { StandardColumns } from '#platform/database/standard-columns.ts';

/** Assigns the values that differ and updates `updatedAt`. Skips undefined values. Returns whether any differed. */
export function assignChanges<Row extends StandardColumns>(row: Row, changes: Partial<Row>, now: Date): boolean {
  const changed = Object.entries(changes).filter(
    ([name, value]) => value !== undefined && value !== row[name as keyof Row],
  );
  if (changed.length === 0) return false;
  Object.assign(row, Object.fromEntries(changed));
  row.updatedAt = now;
  return true;
}
