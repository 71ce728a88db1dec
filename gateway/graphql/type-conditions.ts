import { type GraphQLSchema, isInterfaceType, isUnionType } from 'graphql';

/** The names of the types whose objects a type condition lets in: itself and, where it is abstract, those that are of it. */
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

/** The condition of a step like `... on Trip` in a path of the planner; null for the name of a field. */
export function conditionOf(step: string): string | null {
  return step.startsWith(fragment) ? step.slice(fragment.length) : null;
}
