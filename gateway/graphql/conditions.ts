import { type DirectiveNode, type DocumentNode, GraphQLError, Kind, visit } from 'graphql';

/** The values of the variables in `@skip` and `@include`. */
export type Conditions = ReadonlyMap<string, boolean>;

/** The names of the variables in the `@skip` and `@include` of a document, each once. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      const value = conditionOf(directive);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/**
 * Reads the values of these variables.
 *
 * @throws GraphQLError BAD_USER_INPUT when a value is null, which GraphQL permits for a variable with a default.
 */
export function conditionsOf(names: readonly string[], coerced: Record<string, unknown>): Conditions {
  return new Map(
    names.map((name) => {
      const value = coerced[name];
      if (typeof value === 'boolean') return [name, value];
      throw new GraphQLError(`The variable $${name} must not be null.`, { extensions: { code: 'BAD_USER_INPUT' } });
    }),
  );
}

/** Whether the directives include their selection in the operation. */
export function isIncluded(directives: readonly DirectiveNode[] | undefined, conditions: Conditions): boolean {
  return !directives?.some((directive) => {
    const value = conditionOf(directive);
    if (!value) return false;
    const met =
      value.kind === Kind.VARIABLE ? conditions.get(value.name.value) : value.kind === Kind.BOOLEAN && value.value;
    return met === (directive.name.value === 'skip');
  });
}

/** Whether the directive is `@skip` or `@include`. */
export const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

function conditionOf(directive: DirectiveNode) {
  return isCondition(directive) ? directive.arguments?.[0]?.value : undefined;
}
