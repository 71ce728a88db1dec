import type { FetchNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { responseKey } from '../../graphql/field-identity.ts';
import { usedDocument } from '../../graphql/operation-parts.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';
import type { SubgraphMembers } from '../subgraph-members.ts';

/**
 * Patches a fault of Apollo's planner (2.14): where a subgraph declares an object type for a field that has an abstract type in the
 * supergraph, the planner does not select `__typename`, and the object's type is unknown. The result selects it. It can go when
 * `select-typenames.test.ts` passes without it.
 */
export function selectTypenames(
  fetch: FetchNode,
  supergraph: GraphQLSchema,
  subgraphs: ReadonlyMap<string, GraphQLSchema>,
  members: SubgraphMembers,
): FetchNode {
  if (!members.haveOwnTypes) return fetch;
  const schema = subgraphs.get(fetch.serviceName);
  if (!schema) return fetch;
  const typeInfo = new TypeInfo(schema);
  let isChanged = false;
  const document = visit(
    usedDocument(readFetch(fetch)),
    visitWithTypeInfo(typeInfo, {
      Field: {
        leave: (field): FieldNode | undefined => {
          const own = getNamedType(typeInfo.getType());
          const parent = supergraph.getType(typeInfo.getParentType()?.name ?? '');
          if (!field.selectionSet || !isObjectType(own) || !(isObjectType(parent) || isInterfaceType(parent)))
            return undefined;
          const merged = getNamedType(parent.getFields()[field.name.value]?.type);
          // With `@interfaceObject`, the names are equal, and the planner completes the type.
          if (!isAbstractType(merged) || merged.name === own.name) return undefined;
          const { selections } = field.selectionSet;
          if (selections.some(isTypename)) return undefined;
          isChanged = true;
          return { ...field, selectionSet: { ...field.selectionSet, selections: [typename, ...selections] } };
        },
      },
    }),
  );
  return isChanged ? { ...fetch, operation: stripIgnoredCharacters(print(document)) } : fetch;
}

/** Under a condition, which the planner writes where it would select nothing, it does not count. */
const isTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && responseKey(selection) === '__typename' && !selection.directives?.length;

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
