import type { DocumentNode } from 'graphql';
import { directiveOf, outputFieldsOf } from '../rules/definitions.ts';
import type { GeneratedFields } from './required-resolvers.ts';

/** The resolvers of a subgraph, by type and field. */
export type ResolverMap = Readonly<Record<string, object>>;

/**
 * Finds the fields that nobody resolves, by coordinate, with the reason: they have no resolver, and their parent object has no property with
 * a value of their type.
 */
export function unresolvedFields(
  { name, document }: { name: string; document: DocumentNode },
  resolvers: ResolverMap,
  generated: GeneratedFields,
): Map<string, string> {
  const unresolved = new Map<string, string>();
  for (const { type, field, coordinate } of outputFieldsOf(document)) {
    const isObject = type.kind === 'ObjectTypeDefinition' || type.kind === 'ObjectTypeExtension';
    if (!isObject || directiveOf(field, 'external')) continue;
    const resolversOfType = resolvers[type.name.value];
    if (resolversOfType && Object.hasOwn(resolversOfType, field.name.value)) continue;
    const known = generated.get(type.name.value)?.get(field.name.value);
    if (!known) {
      unresolved.set(coordinate, `the types in subgraphs/${name}/generated do not have it: npm run codegen`);
    } else if (known.requiresResolver) {
      const reason = `no resolver in subgraphs/${name}/resolvers, and no property of its parent object with a value of its type`;
      unresolved.set(coordinate, reason);
    }
  }
  return unresolved;
}
