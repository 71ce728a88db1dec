import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ListTypeNode,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';

/** A definition or an extension of a type with output fields. */
export type OutputType =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

export interface OutputField {
  type: OutputType;
  field: FieldDefinitionNode;
  /** Such as `Trip.price`. */
  coordinate: string;
}

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

export function isRootType({ name }: OutputType): boolean {
  return rootTypes.has(name.value);
}

/** Returns the object types and interfaces of a document, and their extensions. */
export function outputTypesOf({ definitions }: DocumentNode): OutputType[] {
  return definitions.filter(
    (each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION ||
      each.kind === Kind.OBJECT_TYPE_EXTENSION ||
      each.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      each.kind === Kind.INTERFACE_TYPE_EXTENSION,
  );
}

export function outputFieldsOf(document: DocumentNode): OutputField[] {
  return outputTypesOf(document).flatMap((type) =>
    (type.fields ?? []).map((field) => ({ type, field, coordinate: `${type.name.value}.${field.name.value}` })),
  );
}

/** Finds a directive by its name, imported or not: `key` finds `@key` and `@federation__key`. */
export function directiveOf(
  { directives }: { directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): ConstDirectiveNode | undefined {
  return directives?.find((each) => each.name.value === name || each.name.value === `federation__${name}`);
}

/** Returns the text of an argument of a directive; undefined if it has none. */
export function textArgument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

export function isNonNull(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE;
}

export function nullableOf(type: TypeNode): NamedTypeNode | ListTypeNode {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}

/** Returns the name of a type; of a list undefined. */
export function nameOf(type: TypeNode): string | undefined {
  const nullable = nullableOf(type);
  return nullable.kind === Kind.NAMED_TYPE ? nullable.name.value : undefined;
}
