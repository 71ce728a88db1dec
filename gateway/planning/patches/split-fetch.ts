import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import type { RequiredWithoutArguments } from './required-arguments.ts';

/** A field that is asked of entities, in the fragments that it is in, and what stands for what it requires. */
interface Asked {
  selection: SelectionNode;
  required: ReadonlySet<string>;
}

/** A fetch of entities as several, so that none requires one field with several arguments. */
export function splitFetch(fetch: FetchNode, required: RequiredWithoutArguments): FetchNode[] {
  const { stand, requiredBy } = required;
  const agree = (names: Iterable<string>): boolean => {
    const fields = [...names].map((name) => stand.get(name)?.name);
    return fields.length === new Set(fields).size;
  };
  if (agree(standingIn(fetch.requires ?? [], stand))) return [fetch];
  const parts = operationParts(parse(fetch.operation, { noLocation: true }), undefined);
  const [entities] = parts.operation.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) throw new Error('a fetch of entities without entities');
  const requiredOf = (type: string, { name: { value: name } }: FieldNode): ReadonlySet<string> =>
    requiredBy(fetch.serviceName, type, stand.get(name)?.name ?? name);

  const groups: { asked: SelectionNode[]; required: Set<string> }[] = [];
  for (const each of askedOf(parts, entities.selectionSet, requiredOf)) {
    let group = groups.find((those) => agree(union(those.required, each.required)));
    if (!group) {
      group = { asked: [], required: new Set() };
      groups.push(group);
    }
    group.asked.push(each.selection);
    group.required = union(group.required, each.required);
  }
  return groups.map((group) => ({
    ...fetch,
    ...asking(fetch, parts, { ...entities, selectionSet: setOf(group.asked) }),
    requires: without(fetch.requires ?? [], (name) => stand.has(name) && !group.required.has(name)),
  }));
}

const union = <Item>(some: ReadonlySet<Item>, others: ReadonlySet<Item>): Set<Item> => new Set([...some, ...others]);

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });

function standingIn(required: readonly QueryPlanSelectionNode[], stand: ReadonlyMap<string, unknown>): Set<string> {
  return new Set(
    required.flatMap((each) => [
      ...(each.kind === 'Field' && stand.has(each.name) ? [each.name] : []),
      ...standingIn(each.selections ?? [], stand),
    ]),
  );
}

function askedOf(
  parts: OperationParts,
  { selections }: SelectionSetNode,
  requiredOf: (type: string, field: FieldNode) => ReadonlySet<string>,
  type = '',
): Asked[] {
  return selections.flatMap((selection): Asked[] => {
    if (selection.kind === Kind.FIELD) return [{ selection, required: requiredOf(type, selection) }];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : parts.fragments.get(selection.name.value);
    if (!fragment) return [];
    const { typeCondition, selectionSet } = fragment;
    const { directives = [] } = selection;
    return askedOf(parts, selectionSet, requiredOf, typeCondition?.name.value ?? type).map((each) => ({
      ...each,
      selection: {
        kind: Kind.INLINE_FRAGMENT,
        ...(typeCondition ? { typeCondition } : {}),
        directives,
        selectionSet: setOf([each.selection]),
      },
    }));
  });
}

/** The text of a fetch that asks for no more than that, with the variables that it uses. */
function asking({ variableUsages = [] }: FetchNode, parts: OperationParts, entities: FieldNode) {
  const whole: OperationDefinitionNode = { ...parts.operation, selectionSet: setOf([entities]) };
  const used = variablesOf(usedDocument({ ...parts, operation: whole }));
  const operation = {
    ...whole,
    variableDefinitions: (whole.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
  };
  return {
    operation: print(usedDocument({ ...parts, operation })),
    variableUsages: variableUsages.filter((name) => used.has(name)),
  };
}

function variablesOf(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}

/** Without those fields, and without what has none left. */
function without(
  required: readonly QueryPlanSelectionNode[],
  isLeftOut: (name: string) => boolean,
): QueryPlanSelectionNode[] {
  return required.flatMap((each): QueryPlanSelectionNode[] => {
    if (each.kind === 'Field' && isLeftOut(each.name)) return [];
    if (!each.selections) return [each];
    const selections = without(each.selections, isLeftOut);
    return selections.length > 0 ? [{ ...each, selections }] : [];
  });
}
