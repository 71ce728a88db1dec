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
import type { JsonObject } from '../graphql/json-object.ts';
import type { RefusedField } from './refused-field.ts';

/** The parts of an answer in which refusals are, by response key. */
export interface RefusalTree {
  /** By the names that stand in for the refused fields. */
  refused: ReadonlyMap<string, RefusedField>;
  children: ReadonlyMap<string, { type: GraphQLOutputType; tree: RefusalTree }>;
}

/** Which way an answer's refusals are found, from its root: branches without any are left out. */
export function refusalTree(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationType: OperationTypeNode,
  operationName: string | undefined,
  refused: ReadonlyMap<string, RefusedField>,
): RefusalTree | null {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  type Sets = { set: SelectionSetNode; parent: GraphQLNamedType }[];

  const build = (sets: Sets): RefusalTree | null => {
    const here = new Map<string, RefusedField>();
    const below = new Map<string, { type: GraphQLOutputType; sets: Sets }>();
    const collect = ({ set, parent }: Sets[number]): void => {
      for (const selection of set.selections) {
        if (selection.kind !== Kind.FIELD) {
          const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
          const type = target?.typeCondition ? schema.getType(target.typeCondition.name.value) : parent;
          if (target && type) collect({ set: target.selectionSet, parent: type });
          continue;
        }
        const key = (selection.alias ?? selection.name).value;
        const standsFor = refused.get(key);
        if (standsFor) here.set(key, standsFor);
        const field =
          isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : undefined;
        if (!selection.selectionSet || !field) continue;
        const child = below.get(key) ?? { type: field.type, sets: [] };
        child.sets.push({ set: selection.selectionSet, parent: getNamedType(field.type) });
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
  return operation && root ? build([{ set: operation.selectionSet, parent: root }]) : null;
}

export interface Refused {
  path: (string | number)[];
  code: RefusedField['code'];
}

/**
 * Puts a null, and an error with its path, wherever an answer has the stand-in of a refused field. Where the field may not
 * be null, the nearest parent that may is (GraphQL specification, 6.4.4). Keys keep their order.
 */
export function putRefusalsBack(data: JsonObject, tree: RefusalTree): { data: JsonObject | null; refused: Refused[] } {
  const found: Refused[] = [];

  const complete = (value: unknown, type: GraphQLOutputType, at: RefusalTree, path: Refused['path']): unknown => {
    if (value === null || value === undefined) return value;
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (!isListType(nullable)) return object(value as JsonObject, at, path);
    const items = (value as unknown[]).map((item, index) => complete(item, nullable.ofType, at, [...path, index]));
    const broken = items.some(
      (item, index) => item === null && (value as unknown[])[index] !== null && isNonNullType(nullable.ofType),
    );
    return broken ? null : items;
  };

  const object = (source: JsonObject, at: RefusalTree, path: Refused['path']): JsonObject | null => {
    const result: JsonObject = {};
    const here = new Set<string>();
    let broken = false;
    for (const [key, value] of Object.entries(source)) {
      const refusal = at.refused.get(key);
      const child = at.children.get(key);
      if (refusal) {
        if (!here.has(refusal.responseKey)) found.push({ path: [...path, refusal.responseKey], code: refusal.code });
        here.add(refusal.responseKey);
        result[refusal.responseKey] = null;
        broken ||= isNonNullType(refusal.type);
      } else if (here.has(key)) {
        // Asked for by a fragment also, as a member of which it might have been seen: refused is refused.
      } else if (child) {
        result[key] = complete(value, child.type, child.tree, [...path, key]);
        broken ||= result[key] === null && value !== null && isNonNullType(child.type);
      } else {
        result[key] = value;
      }
    }
    return broken ? null : result;
  };

  return { data: object(data, tree, []), refused: found };
}
