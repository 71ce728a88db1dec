import { type GraphQLNamedType, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { typeOf } from '../elements.ts';
import { isAddedByInterface } from '../federation/field-owners.ts';
import type { ComparedSupergraph } from '../supergraph.ts';

/**
 * The elements whose rules a field is under, in either supergraph: itself, its type, the type that it returns, and of an interface's field the
 * same of each type that implements it.
 */
export function dependenciesOf(field: string, ...supergraphs: readonly ComparedSupergraph[]): ReadonlySet<string> {
  const typeName = typeOf(field) ?? '';
  const fieldName = field.slice(typeName.length + 1);
  return new Set(
    supergraphs.flatMap((supergraph) => {
      const type = supergraph.schema.getType(typeName);
      const implementations = isInterfaceType(type) ? supergraph.schema.getPossibleTypes(type) : [];
      return [type, ...implementations].flatMap((each) => (each ? sourcesOf(supergraph, each, fieldName) : []));
    }),
  );
}

function sourcesOf(supergraph: ComparedSupergraph, type: GraphQLNamedType, fieldName: string): string[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const field = type.getFields()[fieldName];
  if (!field) return [];
  const coordinate = `${type.name}.${fieldName}`;
  const added = isAddedByInterface(supergraph, coordinate) ? type.getInterfaces() : [];
  const returned = getNamedType(field.type);
  // Composition copies to an interface the rule that all of its types are under.
  const implementations = isInterfaceType(returned) ? supergraph.schema.getPossibleTypes(returned) : [];
  return [
    type.name,
    coordinate,
    ...[returned, ...implementations].map(({ name }) => name),
    ...added.map(({ name }) => `${name}.${fieldName}`),
  ];
}

/**
 * Whether composition copied the changed rule of an element from another one that changed: to an interface from the types that implement it,
 * or from an interface object's field to the types of its interface.
 */
export function isCopy(path: string, changed: ReadonlySet<string>, supergraph: ComparedSupergraph): boolean {
  const typeName = typeOf(path) ?? '';
  const rest = path.slice(typeName.length);
  const type = supergraph.schema.getType(typeName);
  if (isInterfaceType(type)) {
    const copied = supergraph.schema.getPossibleTypes(type).map(({ name }) => `${name}${rest}`);
    return copied.some((each) => changed.has(each) && !isAddedByInterface(supergraph, each));
  }
  if (!isObjectType(type) || !isAddedByInterface(supergraph, path)) return false;
  return type.getInterfaces().some(({ name }) => changed.has(`${name}${rest}`));
}
