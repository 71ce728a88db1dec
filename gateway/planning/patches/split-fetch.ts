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
import type { RequiredSubstitutes } from './substitute-required.ts';

/** A field that is selected on entities, in its fragments, and the names of the substitutes that it requires. */
interface EntityField {
  selection: SelectionNode;
  required: ReadonlySet<string>;
}

/** Splits an entity fetch, so that the representations of each part have every field with the same arguments. */
export function splitFetch(fetch: FetchNode, { originals, requiredBy }: RequiredSubstitutes): FetchNode[] {
  const fitTogether = (substitutes: Iterable<string>): boolean => {
    const fields = [...substitutes].map((name) => originals.get(name)?.name);
    return fields.length === new Set(fields).size;
  };
  if (fitTogether(substitutesIn(fetch.requires ?? [], originals))) return [fetch];
  const parts = operationParts(parse(fetch.operation, { noLocation: true }), undefined);
  const [entities] = parts.operation.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) throw new Error('an entity fetch must select _entities');
  const requiredOf = (type: string, { name: { value: name } }: FieldNode): ReadonlySet<string> =>
    requiredBy(fetch.serviceName, type, originals.get(name)?.name ?? name);

  const groups: { selections: SelectionNode[]; required: Set<string> }[] = [];
  for (const each of entityFields(parts, entities.selectionSet, requiredOf)) {
    let group = groups.find(({ required }) => fitTogether(union(required, each.required)));
    if (!group) {
      group = { selections: [], required: new Set() };
      groups.push(group);
    }
    group.selections.push(each.selection);
    group.required = union(group.required, each.required);
  }
  return groups.map(({ selections, required }) => ({
    ...fetch,
    ...operationWith(fetch, parts, { ...entities, selectionSet: setOf(selections) }),
    requires: without(fetch.requires ?? [], (name) => originals.has(name) && !required.has(name)),
  }));
}

const union = <Item>(some: ReadonlySet<Item>, others: ReadonlySet<Item>): Set<Item> => new Set([...some, ...others]);

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });

function substitutesIn(
  required: readonly QueryPlanSelectionNode[],
  originals: RequiredSubstitutes['originals'],
): Set<string> {
  return new Set(
    required.flatMap((each) => [
      ...(each.kind === 'Field' && originals.has(each.name) ? [each.name] : []),
      ...substitutesIn(each.selections ?? [], originals),
    ]),
  );
}

function entityFields(
  parts: OperationParts,
  { selections }: SelectionSetNode,
  requiredOf: (type: string, field: FieldNode) => ReadonlySet<string>,
  type = '',
): EntityField[] {
  return selections.flatMap((selection): EntityField[] => {
    if (selection.kind === Kind.FIELD) return [{ selection, required: requiredOf(type, selection) }];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : parts.fragments.get(selection.name.value);
    if (!fragment) return [];
    const { typeCondition, selectionSet } = fragment;
    const { directives = [] } = selection;
    return entityFields(parts, selectionSet, requiredOf, typeCondition?.name.value ?? type).map((each) => ({
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

/** The operation of a fetch with this `_entities` field, and only the variables that it uses. */
function operationWith({ variableUsages = [] }: FetchNode, parts: OperationParts, entities: FieldNode) {
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

/** Removes fields by name, and selections that would be empty without them. */
function without(
  required: readonly QueryPlanSelectionNode[],
  isRemoved: (name: string) => boolean,
): QueryPlanSelectionNode[] {
  return required.flatMap((each): QueryPlanSelectionNode[] => {
    if (each.kind === 'Field' && isRemoved(each.name)) return [];
    if (!each.selections) return [each];
    const selections = without(each.selections, isRemoved);
    return selections.length > 0 ? [{ ...each, selections }] : [];
  });
}
