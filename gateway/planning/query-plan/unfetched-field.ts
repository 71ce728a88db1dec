import { getNamedType, isCompositeType, isUnionType } from 'graphql';
import { collectFields, type SettledOperation } from '../../graphql/collect-fields.ts';
import type { FetchedFields } from './fetched-fields.ts';

/**
 * Returns a field of the operation, such as `Trip.seats`, that a plan fetches for no object; null when there is none. Fields under a type
 * condition within an abstract type are not checked: a plan leaves them out when the fetched subgraph has no object of that type.
 */
export function unfetchedField(settled: SettledOperation, fetched: FetchedFields): string | null {
  const { schema, operation } = settled;
  const check = (type: unknown, sets: Parameters<typeof collectFields>[2], here: FetchedFields): string | null => {
    if (!isCompositeType(type) || isUnionType(type)) return null;
    for (const [key, nodes] of collectFields(settled, type, sets)) {
      const name = nodes[0]?.name.value ?? '';
      if (name.startsWith('__')) continue;
      if (!here.has(key, type.name)) return `${type.name}.${name}`;
      const below = getNamedType(type.getFields()[name]?.type);
      const found = check(
        below,
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
        here.below(key, type.name),
      );
      if (found !== null) return found;
    }
    return null;
  };
  return check(schema.getRootType(operation.operation), [operation.selectionSet], fetched);
}
