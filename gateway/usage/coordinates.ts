import {
  type ASTNode,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { OperationParts } from '../graphql/operation-parts.ts';

/**
 * The coordinates that the text of a valid operation uses, in order: fields (`Trip.price`), arguments (`Query.trip(id:)`), the input fields and
 * enum values of its literals (`BookSeatsInput.tripId`, `Locale.AR`), and every type that it meets (`Trip`), built-in scalars excepted. Those of
 * introspection are left out.
 */
export function coordinatesOf(schema: GraphQLSchema, { operation, fragments }: OperationParts): string[] {
  const used = new Set<string>();
  const spread = new Set<string>();

  const addType = (type: GraphQLNamedType | undefined): void => {
    if (type && !isSpecifiedScalarType(type)) used.add(type.name);
  };

  const collect = (parent: GraphQLNamedType | undefined, { selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        if (!fragment || spread.has(name)) continue;
        spread.add(name);
        collectOn(fragment.typeCondition.name.value, fragment.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const { typeCondition, selectionSet } = selection;
        if (typeCondition) collectOn(typeCondition.name.value, selectionSet);
        else collect(parent, selectionSet);
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        const field = parent.getFields()[selection.name.value];
        if (!field) continue;
        const coordinate = `${parent.name}.${field.name}`;
        used.add(coordinate);
        for (const { name, value } of selection.arguments ?? []) {
          used.add(`${coordinate}(${name.value}:)`);
          const argument = field.args.find((each) => each.name === name.value);
          if (argument) collectLiteral(argument.type, value);
        }
        const type = getNamedType(field.type);
        addType(type);
        if (selection.selectionSet && isCompositeType(type)) collect(type, selection.selectionSet);
      }
    }
  };

  const collectOn = (typeName: string, selectionSet: SelectionSetNode): void => {
    const type = schema.getType(typeName);
    addType(type);
    collect(type, selectionSet);
  };

  const collectLiteral = (type: GraphQLInputType, value: ValueNode): void => {
    const named = getNamedType(type);
    addType(named);
    if (value.kind === Kind.LIST) for (const each of value.values) collectLiteral(type, each);
    if (value.kind === Kind.ENUM && isEnumType(named)) used.add(`${named.name}.${value.value}`);
    if (value.kind !== Kind.OBJECT || !isInputObjectType(named)) return;
    for (const { name, value: inner } of value.fields) {
      const field = named.getFields()[name.value];
      if (!field) continue;
      used.add(`${named.name}.${field.name}`);
      collectLiteral(field.type, inner);
    }
  };

  for (const { type, defaultValue } of operation.variableDefinitions ?? []) {
    const named = schema.getType(typeNameOf(type));
    addType(named);
    if (defaultValue && (isEnumType(named) || isInputObjectType(named))) collectLiteral(named, defaultValue);
  }
  const root = schema.getRootType(operation.operation) ?? undefined;
  addType(root);
  collect(root, operation.selectionSet);
  return [...used].sort();
}

function typeNameOf(type: ASTNode): string {
  if (type.kind === Kind.NON_NULL_TYPE || type.kind === Kind.LIST_TYPE) return typeNameOf(type.type);
  return type.kind === Kind.NAMED_TYPE ? type.name.value : '';
}
