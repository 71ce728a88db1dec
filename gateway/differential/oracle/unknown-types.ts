import {
  extendSchema,
  type GraphQLInterfaceType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
  printType,
} from 'graphql';

/** The name of the object type for objects of which only the interface is known. */
export const unknownTypeName = (name: string): string => `${name}__Unknown`;

/**
 * Adds an object type for each interface, for objects without a known object type: an `@interfaceObject`, or an object
 * whose subgraph returned no `__typename`. Completing `__typename` of such an object is an error.
 */
export function withUnknownTypes(schema: GraphQLSchema): GraphQLSchema {
  const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType);
  if (interfaces.length === 0) return schema;
  const extended = extendSchema(schema, parse(interfaces.map(unknownType).join('\n')), { assumeValid: true });
  for (const { name } of interfaces) {
    const type = extended.getType(unknownTypeName(name));
    if (!isObjectType(type)) throw new Error(`no object type for ${name}`);
    // A key is converted to the name, but as a value of `__typename` this object is not a string.
    Object.defineProperty(type, 'name', { value: { toString: () => unknownTypeName(name) } });
  }
  return extended;
}

function unknownType(type: GraphQLInterfaceType): string {
  const interfaces = [type, ...type.getInterfaces()].map(({ name }) => name).join(' & ');
  return printType(type).replace(
    /interface [^{]*\{/,
    () => `type ${unknownTypeName(type.name)} implements ${interfaces} {`,
  );
}
