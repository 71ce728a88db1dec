import {
  type ConstValueNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  Kind,
  print,
} from 'graphql';

export type Input = GraphQLArgument | GraphQLInputField;

/** Whether an operation has to give a value. */
export function isRequired({ type, defaultValue }: Input): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

/** The default as the schema has it, or null for none. */
export function defaultText({ astNode, defaultValue }: Input): string | null {
  if (astNode?.defaultValue) return print(astNode.defaultValue);
  return defaultValue === undefined ? null : JSON.stringify(defaultValue);
}

/**
 * Whether two inputs have the same default: `1` and `1.0` of a Float, or the fields of an object in another order. The values of a custom
 * scalar are compared as they are written, because `1.10` and `1.1` may differ there.
 */
export function sameDefault(before: Input, after: Input): boolean {
  return canonical(before) === canonical(after);
}

function canonical({ type, astNode, defaultValue }: Input): string | null {
  if (astNode?.defaultValue) return canonicalLiteral(astNode.defaultValue, type);
  return defaultValue === undefined ? null : JSON.stringify(defaultValue);
}

function canonicalLiteral(value: ConstValueNode, type: GraphQLInputType): string {
  if (isNonNullType(type)) return canonicalLiteral(value, type.ofType);
  if (value.kind === Kind.NULL) return 'null';
  if (isListType(type)) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return `[${items.map((item) => canonicalLiteral(item, type.ofType)).join()}]`;
  }
  if (isInputObjectType(type) && value.kind === Kind.OBJECT) {
    const fields = type.getFields();
    const texts = value.fields.map(({ name, value: item }) => {
      const field = fields[name.value];
      return `${name.value}:${field ? canonicalLiteral(item, field.type) : print(item)}`;
    });
    return `{${texts.sort().join()}}`;
  }
  if (isEnumType(type) || !isSpecifiedScalarType(type) || !('value' in value)) return print(value);
  if (type.name === 'Float') return String(Number(value.value));
  return type.name === 'Int' ? String(value.value) : JSON.stringify(value.value);
}
