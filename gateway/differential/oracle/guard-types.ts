import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';

/**
 * Makes objects keep the object type that is known of them: a subgraph that has an interface as an object tells its name
 * of every entity, and Apollo's executor would take that for the type.
 */
export function guardTypes(schema: GraphQLSchema, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) guardTypes(schema, item);
  else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) guardTypes(schema, each);
    guardType(schema, value as JsonObject);
  }
}

function guardType(schema: GraphQLSchema, object: JsonObject): void {
  let known = object.__typename;
  const isKnown = () => typeof known === 'string' && isObjectType(schema.getType(known));
  const isInterface = (given: unknown) => typeof given === 'string' && isInterfaceType(schema.getType(given));
  Object.defineProperty(object, '__typename', {
    get: () => known,
    set: (given: unknown) => {
      if (!isKnown() || !isInterface(given)) known = given;
    },
    enumerable: true,
    configurable: true,
  });
}
