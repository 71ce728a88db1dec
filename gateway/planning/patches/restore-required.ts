import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import { splitFetch } from './split-fetch.ts';
import type { RequiredSubstitutes } from './substitute-required.ts';

/**
 * Replaces the substitutes in a fetch by their originals: in the operation, and in the representations. A fetch that would send one
 * field with different arguments becomes several parallel fetches.
 */
export function restoreRequired(fetch: FetchNode, substitutes: RequiredSubstitutes): PlanNode {
  const nodes = splitFetch(fetch, substitutes).map((each) => restore(each, substitutes));
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'Parallel', nodes };
}

function restore(fetch: FetchNode, { originals }: RequiredSubstitutes): FetchNode {
  const operation = visit(parse(fetch.operation, { noLocation: true }), {
    Field: (field) => {
      const original = originals.get(field.name.value);
      if (!original) return undefined;
      return {
        ...field,
        alias: field.alias ?? field.name,
        name: { kind: Kind.NAME, value: original.name },
        arguments: [...original.arguments, ...(field.arguments ?? [])],
      };
    },
  });
  const renamers = [...renamersOf(fetch.requires ?? [], originals, [])];
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(operation)),
    ...(renamers.length > 0 ? { inputRewrites: [...(fetch.inputRewrites ?? []), ...renamers] } : {}),
  };
}

/** Renames the fields below a field before the field itself. */
function* renamersOf(
  required: readonly QueryPlanSelectionNode[],
  originals: RequiredSubstitutes['originals'],
  path: readonly string[],
): Iterable<FetchDataRewrite> {
  for (const each of required) {
    if (each.kind === 'InlineFragment') {
      const within = each.typeCondition ? [...path, `... on ${each.typeCondition}`] : path;
      yield* renamersOf(each.selections, originals, within);
      continue;
    }
    const fieldPath = [...path, each.alias ?? each.name];
    yield* renamersOf(each.selections ?? [], originals, fieldPath);
    const original = originals.get(each.name);
    if (original) yield { kind: 'KeyRenamer', path: fieldPath, renameKeyTo: original.name };
  }
}
