import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';

/**
 * Makes objects keep their object type. A subgraph with an `@interfaceObject` returns the interface's name as
 * `__typename`, and Apollo's executor would overwrite the object type with it.
 */
export function keepObjectTypes(schema: GraphQLSchema, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) keepObjectTypes(schema, item);
  else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) keepObjectTypes(schema, each);
    keepObjectType(schema, value as JsonObject);
  }
}

function keepObjectType(schema: GraphQLSchema, object: JsonObject): void {
  let current = object.__typename;
  const hasObjectType = () => typeof current === 'string' && isObjectType(schema.getType(current));
  const isInterface = (name: unknown) => typeof name === 'string' && isInterfaceType(schema.getType(name));
  Object.defineProperty(object, '__typename', {
    get: () => current,
    set: (next: unknown) => {
      if (!hasObjectType() || !isInterface(next)) current = next;
    },
    enumerable: true,
    configurable: true,
  });
}
