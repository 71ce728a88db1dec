import { type DirectiveNode, type DocumentNode, GraphQLError, Kind, visit } from 'graphql';

/** The values of the variables in `@skip` and `@include`. */
export type Conditions = ReadonlyMap<string, boolean>;

/** A variable that an argument of `@skip` or `@include` takes. */
export interface ConditionVariable {
  name: string;
  /** The first directive that takes it. */
  directive: string;
}

/** The variables in the `@skip` and `@include` of a document, each once. */
export function conditionVariables(document: DocumentNode): ConditionVariable[] {
  const directives = new Map<string, string>();
  visit(document, {
    Directive: (directive) => {
      const value = conditionOf(directive);
      if (value?.kind !== Kind.VARIABLE || directives.has(value.name.value)) return;
      directives.set(value.name.value, directive.name.value);
    },
  });
  return [...directives].map(([name, directive]) => ({ name, directive }));
}

/**
 * Reads the values of these variables.
 *
 * @throws GraphQLError BAD_USER_INPUT when a value is null, which GraphQL permits for a variable with a default.
 */
export function conditionsOf(variables: readonly ConditionVariable[], coerced: Record<string, unknown>): Conditions {
  return new Map(
    variables.map(({ name, directive }) => {
      const value = coerced[name];
      if (typeof value === 'boolean') return [name, value];
      throw new GraphQLError(`Argument "if" of "@${directive}" must not be null (variable "$${name}").`, {
        extensions: { code: 'BAD_USER_INPUT', field: 'if' },
      });
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
