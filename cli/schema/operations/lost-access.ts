import { AccessRules } from '../changes/access/access-rules.ts';
import { lostFields } from '../changes/access/lost-fields.ts';
import type { ClientOperation } from './client-operations.ts';
import { placeOf } from './remark.ts';

/** A field that a client's operation no longer gets for roles that run it. */
export interface LostAccess {
  operation: string;
  file: string;
  line: number;
  column: number;
  /** `Trip.price`. */
  coordinate: string;
  /** The roles that run the operation and lose the field. */
  roles: readonly string[];
}

/** Returns the fields that authorization takes from the operations between two supergraphs. */
export function lostAccess(before: string, after: string, operations: readonly ClientOperation[]): LostAccess[] {
  const rules = { before: new AccessRules(before), after: new AccessRules(after) };
  return operations.flatMap(({ name, file, document, roles }) => {
    const lost = new Map<string, LostAccess>();
    for (const { role, coordinate, node } of lostFields(rules.before, rules.after, document, roles)) {
      const place = { file: node.loc?.source.name ?? file, ...placeOf(node) };
      const key = JSON.stringify([coordinate, place]);
      const others = lost.get(key)?.roles ?? [];
      lost.set(key, { operation: name, ...place, coordinate, roles: [...others, role] });
    }
    return [...lost.values()];
  });
}
