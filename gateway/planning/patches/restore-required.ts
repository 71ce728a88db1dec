import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { RequiredWithoutArguments } from './required-arguments.ts';
import { splitFetch } from './split-fetch.ts';

/**
 * Makes a fetch of a plan ask for what fields of the planner's supergraph stand for, and send that under its own name. Where
 * it would have to send one field with several arguments, there are fetches for each.
 */
export function restoreRequired(fetch: FetchNode, required: RequiredWithoutArguments): PlanNode {
  const nodes = splitFetch(fetch, required).map((each) => restore(each, required));
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'Parallel', nodes };
}

function restore(fetch: FetchNode, { stand }: RequiredWithoutArguments): FetchNode {
  const operation = visit(parse(fetch.operation, { noLocation: true }), {
    Field: (field) => {
      const standsFor = stand.get(field.name.value);
      if (!standsFor) return undefined;
      return {
        ...field,
        alias: field.alias ?? field.name,
        name: { kind: Kind.NAME, value: standsFor.name },
        arguments: [...standsFor.arguments, ...(field.arguments ?? [])],
      };
    },
  });
  const renamers = [...renamersOf(fetch.requires ?? [], stand, [])];
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(operation)),
    ...(renamers.length > 0 ? { inputRewrites: [...(fetch.inputRewrites ?? []), ...renamers] } : {}),
  };
}

/** What is below a field is renamed before the field itself is. */
function* renamersOf(
  required: readonly QueryPlanSelectionNode[],
  stand: RequiredWithoutArguments['stand'],
  path: readonly string[],
): Iterable<FetchDataRewrite> {
  for (const each of required) {
    if (each.kind === 'InlineFragment') {
      const within = each.typeCondition ? [...path, `... on ${each.typeCondition}`] : path;
      yield* renamersOf(each.selections, stand, within);
      continue;
    }
    const there = [...path, each.alias ?? each.name];
    yield* renamersOf(each.selections ?? [], stand, there);
    const standsFor = stand.get(each.name);
    if (standsFor) yield { kind: 'KeyRenamer', path: there, renameKeyTo: standsFor.name };
  }
}
