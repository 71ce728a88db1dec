import { type GraphQLSchema, isInterfaceType, isUnionType } from 'graphql';

/** The names of a type and, if it is abstract, of its possible types and implementing interfaces. */
export function typesWithin(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const type = schema.getType(condition);
  const names = new Set([condition]);
  if (isUnionType(type)) for (const { name } of type.getTypes()) names.add(name);
  if (isInterfaceType(type)) {
    const { objects, interfaces } = schema.getImplementations(type);
    for (const { name } of [...objects, ...interfaces]) names.add(name);
  }
  return names;
}

const fragment = '... on ';

/** The type of a step such as `... on Trip` in a path of the planner; null for a field's name. */
export function conditionOf(step: string): string | null {
  return step.startsWith(fragment) ? step.slice(fragment.length) : null;
}
