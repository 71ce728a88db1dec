import {
  extendSchema,
  type GraphQLInterfaceType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
  printType,
} from 'graphql';

/** The name of the object type that stands for objects of an interface of which nobody told more. */
export const unknownOf = (name: string): string => `${name}__Unknown`;

/**
 * A schema in which an object may be of an interface and of no known object type: one that a subgraph has as an object, or
 * one that has not told its type. `__typename` of such an object is an error.
 */
export function withUnknownTypes(schema: GraphQLSchema): GraphQLSchema {
  const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType);
  if (interfaces.length === 0) return schema;
  const extended = extendSchema(schema, parse(interfaces.map(unknownType).join('\n')), { assumeValid: true });
  for (const { name } of interfaces) {
    const type = extended.getType(unknownOf(name));
    if (!isObjectType(type)) throw new Error(`no type for what is unknown of ${name}`);
    // As a key it is its name, but as a value of `__typename` it is no string.
    Object.defineProperty(type, 'name', { value: { toString: () => unknownOf(name) } });
  }
  return extended;
}

function unknownType(type: GraphQLInterfaceType): string {
  const all = [type, ...type.getInterfaces()].map(({ name }) => name).join(' & ');
  return printType(type).replace(/interface [^{]*\{/, () => `type ${unknownOf(type.name)} implements ${all} {`);
}
