import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { type JsonObject, put } from '../graphql/json-object.ts';
import type { RefusedField } from './refused-field.ts';

/** The positions of refused fields in a result: one node for each selection set, without the branches that have none. */
export interface RefusalTree {
  /** By the response key of the placeholder. */
  refused: ReadonlyMap<string, RefusedField>;
  /** By response key. */
  children: ReadonlyMap<string, { type: GraphQLOutputType; tree: RefusalTree }>;
}

/** Builds the tree from the admitted document. `refused` has the refused fields by the aliases of their placeholders. */
export function buildRefusalTree(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationType: OperationTypeNode,
  operationName: string | undefined,
  refused: ReadonlyMap<string, RefusedField>,
): RefusalTree | null {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  type SelectionSets = { selectionSet: SelectionSetNode; parent: GraphQLNamedType }[];

  const build = (sets: SelectionSets): RefusalTree | null => {
    const here = new Map<string, RefusedField>();
    const below = new Map<string, { type: GraphQLOutputType; sets: SelectionSets }>();
    const collect = ({ selectionSet, parent }: SelectionSets[number]): void => {
      for (const selection of selectionSet.selections) {
        if (selection.kind !== Kind.FIELD) {
          const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
          const type = target?.typeCondition ? schema.getType(target.typeCondition.name.value) : parent;
          if (target && type) collect({ selectionSet: target.selectionSet, parent: type });
          continue;
        }
        const key = (selection.alias ?? selection.name).value;
        const refusedField = refused.get(key);
        if (refusedField) here.set(key, refusedField);
        const field =
          isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : undefined;
        if (!selection.selectionSet || !field) continue;
        const child = below.get(key) ?? { type: field.type, sets: [] };
        child.sets.push({ selectionSet: selection.selectionSet, parent: getNamedType(field.type) });
        below.set(key, child);
      }
    };
    for (const each of sets) collect(each);
    const children = [...below].flatMap(([key, { type, sets: childSets }]) => {
      const tree = build(childSets);
      return tree ? [[key, { type, tree }] as const] : [];
    });
    return here.size + children.length > 0 ? { refused: here, children: new Map(children) } : null;
  };

  const operation = getOperationAST(document, operationName);
  const root = schema.getRootType(operationType);
  return operation && root ? build([{ selectionSet: operation.selectionSet, parent: root }]) : null;
}

/** The error at one refused field of a result. */
export interface FieldError {
  path: (string | number)[];
  code: RefusedField['code'];
}

/**
 * Replaces each placeholder in a result by the null of its refused field, with an error. The null of a non-null field propagates to
 * the nearest nullable parent (GraphQL specification, 6.4.4). Keys keep their order.
 */
export function applyRefusals(data: JsonObject, tree: RefusalTree): { data: JsonObject | null; errors: FieldError[] } {
  const errors: FieldError[] = [];

  const complete = (value: unknown, type: GraphQLOutputType, at: RefusalTree, path: FieldError['path']): unknown => {
    if (value === null || value === undefined) return value;
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (!isListType(nullable)) return completeObject(value as JsonObject, at, path);
    const items = (value as unknown[]).map((item, index) => complete(item, nullable.ofType, at, [...path, index]));
    const propagates = items.some(
      (item, index) => item === null && (value as unknown[])[index] !== null && isNonNullType(nullable.ofType),
    );
    return propagates ? null : items;
  };

  const completeObject = (source: JsonObject, at: RefusalTree, path: FieldError['path']): JsonObject | null => {
    const result: JsonObject = {};
    const refusedKeys = new Set<string>();
    let propagates = false;
    for (const [key, value] of Object.entries(source)) {
      const refusal = at.refused.get(key);
      const child = at.children.get(key);
      if (refusal) {
        const { responseKey, code, type } = refusal;
        if (!refusedKeys.has(responseKey)) errors.push({ path: [...path, responseKey], code });
        refusedKeys.add(responseKey);
        put(result, responseKey, null);
        propagates ||= isNonNullType(type);
      } else if (refusedKeys.has(key)) {
        // A fragment on another type also selects the field, and its rule allows it there: the refusal wins.
      } else if (child) {
        const completed = complete(value, child.type, child.tree, [...path, key]);
        put(result, key, completed);
        propagates ||= completed === null && value !== null && isNonNullType(child.type);
      } else {
        put(result, key, value);
      }
    }
    return propagates ? null : result;
  };

  return { data: completeObject(data, tree, []), errors };
}
