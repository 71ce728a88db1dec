import {
  type ConstValueNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql';

/** Default values as a document has them, by the schema coordinates of their arguments and input fields: `Query.trips(first:)`. */
export type DefaultLiterals = ReadonlyMap<string, ConstValueNode>;

/** The default values in a document. Of several for one argument or input field the first counts. */
export function defaultLiterals(documents: readonly DocumentNode[]): DefaultLiterals {
  const literals = new Map<string, ConstValueNode>();
  for (const { definitions } of documents) {
    const add = (coordinate: string, { defaultValue }: InputValueDefinitionNode): void => {
      if (defaultValue && !literals.has(coordinate)) literals.set(coordinate, defaultValue);
    };
    for (const each of definitions) {
      if (each.kind === Kind.DIRECTIVE_DEFINITION) {
        for (const argument of each.arguments ?? [])
          add(argumentOf(`@${each.name.value}`, argument.name.value), argument);
      } else if ('fields' in each) {
        for (const field of each.fields ?? []) {
          const coordinate = `${each.name.value}.${field.name.value}`;
          if (field.kind === Kind.INPUT_VALUE_DEFINITION) add(coordinate, field);
          else for (const argument of field.arguments ?? []) add(argumentOf(coordinate, argument.name.value), argument);
        }
      }
    }
  }
  return literals;
}

/** Puts default values into the AST nodes of a schema's arguments and input fields. */
export function setDefaultLiterals(schema: GraphQLSchema, literals: DefaultLiterals): void {
  const set = (coordinate: string, value: GraphQLArgument | GraphQLInputField): void => {
    const defaultValue = literals.get(coordinate);
    if (defaultValue && value.astNode) value.astNode = { ...value.astNode, defaultValue };
  };
  for (const { name, args } of schema.getDirectives()) {
    for (const argument of args) set(argumentOf(`@${name}`, argument.name), argument);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) set(`${type.name}.${field.name}`, field);
    } else if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        for (const argument of field.args) set(argumentOf(`${type.name}.${field.name}`, argument.name), argument);
      }
    }
  }
}

const argumentOf = (coordinate: string, name: string): string => `${coordinate}(${name}:)`;
