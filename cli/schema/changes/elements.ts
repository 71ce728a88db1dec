import {
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLDirective,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';

/** An element of a schema that has a coordinate. */
export type Element =
  | { kind: 'TYPE'; element: GraphQLNamedType }
  | { kind: 'FIELD'; element: GraphQLField<unknown, unknown> }
  | { kind: 'FIELD_ARGUMENT'; element: GraphQLArgument }
  | { kind: 'INPUT_FIELD'; element: GraphQLInputField }
  | { kind: 'ENUM_VALUE'; element: GraphQLEnumValue }
  | { kind: 'DIRECTIVE'; element: GraphQLDirective }
  | { kind: 'DIRECTIVE_ARGUMENT'; element: GraphQLArgument };

/** The elements of a schema by their coordinates: `Trip`, `Trip.price`, `Query.trip(id:)`, `@client(name:)`. Without what GraphQL itself defines. */
export type Elements = ReadonlyMap<string, Element>;

export function elementsOf(schema: GraphQLSchema): Elements {
  const elements = new Map<string, Element>();
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue;
    elements.set(`@${directive.name}`, { kind: 'DIRECTIVE', element: directive });
    for (const element of directive.args)
      elements.set(`@${directive.name}(${element.name}:)`, { kind: 'DIRECTIVE_ARGUMENT', element });
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    elements.set(type.name, { kind: 'TYPE', element: type });
    for (const [coordinate, element] of membersOf(type)) elements.set(coordinate, element);
  }
  return elements;
}

/** The fields with their arguments, input fields or values of a type. */
export function membersOf(type: GraphQLNamedType): Map<string, Element> {
  const members = new Map<string, Element>();
  const add = (name: string, element: Element) => members.set(`${type.name}.${name}`, element);
  if (isInputObjectType(type))
    for (const element of Object.values(type.getFields())) add(element.name, { kind: 'INPUT_FIELD', element });
  if (isEnumType(type)) for (const element of type.getValues()) add(element.name, { kind: 'ENUM_VALUE', element });
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      add(field.name, { kind: 'FIELD', element: field });
      for (const element of field.args) add(`${field.name}(${element.name}:)`, { kind: 'FIELD_ARGUMENT', element });
    }
  }
  return members;
}

/** The coordinate of what contains an element: `Query.trips` for `Query.trips(first:)`; null for a type or a directive. */
export function parentOf(coordinate: string): string | null {
  const end = Math.max(coordinate.lastIndexOf('('), coordinate.includes('(') ? -1 : coordinate.lastIndexOf('.'));
  return end > 0 ? coordinate.slice(0, end) : null;
}

/** The type that a coordinate begins with; null for a directive's and the schema's. */
export function typeOf(coordinate: string): string | null {
  return /^\w+/.exec(coordinate)?.[0] ?? null;
}

/** The directives on an element, in its definition and extensions. */
export function directivesOf({ element }: Element): readonly ConstDirectiveNode[] {
  const extensions = 'extensionASTNodes' in element ? element.extensionASTNodes : [];
  return [element.astNode, ...extensions].flatMap((node) =>
    node && 'directives' in node ? (node.directives ?? []) : [],
  );
}
