import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  valueFromASTUntyped,
} from 'graphql';
import type { Viewer } from '#contract/viewer.ts';

/** The requirements of `@authenticated` and `@requiresScopes`. Every element of `scopes` must be met: each by one of its sets of scopes. */
export interface AuthRule {
  authenticated: boolean;
  scopes: string[][][];
}

/** The names of the two directives in a schema, which `@link` may change. */
export interface AuthDirectiveNames {
  authenticated: string;
  requiresScopes: string;
}

const standardNames: AuthDirectiveNames = { authenticated: 'authenticated', requiresScopes: 'requiresScopes' };

type Annotated = {
  astNode?: { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  extensionASTNodes?: readonly { directives?: readonly ConstDirectiveNode[] | undefined }[] | undefined;
};

/** The rule on this type or field itself. */
export function ruleAt(annotated: Annotated, names: AuthDirectiveNames = standardNames): AuthRule | null {
  const nodes = [annotated.astNode, ...(annotated.extensionASTNodes ?? [])];
  const directives = nodes.flatMap((node) => node?.directives ?? []);
  const scopes = directives
    .filter((directive) => directive.name.value === names.requiresScopes)
    .map((directive) => {
      const argument = directive.arguments?.find(({ name }) => name.value === 'scopes');
      return argument ? (valueFromASTUntyped(argument.value) as string[][]) : [];
    });
  const authenticated = directives.some((directive) => directive.name.value === names.authenticated);
  return authenticated || scopes.length > 0 ? { authenticated, scopes } : null;
}

/** The rule for a field: its own, its parent type's and its return type's combined. */
export function ruleOfField(
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  names: AuthDirectiveNames = standardNames,
): AuthRule | null {
  return combine([ruleAt(parent, names), ruleAt(field, names), ruleAt(getNamedType(field.type), names)]);
}

/** A rule that is met when every one of these is. */
export function combine(rules: (AuthRule | null)[]): AuthRule | null {
  const present = rules.filter((rule) => rule !== null);
  if (present.length === 0) return null;
  return {
    authenticated: present.some((rule) => rule.authenticated),
    scopes: present.flatMap((rule) => rule.scopes),
  };
}

/** Whether all of these are the same rule, or none. */
export const areSameRules = (rules: readonly (AuthRule | null)[]): boolean =>
  new Set(rules.map((rule) => JSON.stringify(rule))).size <= 1;

/** The code to refuse the viewer with: UNAUTHENTICATED when anonymous, FORBIDDEN without a required scope; null when allowed. */
export function refusedBy(rule: AuthRule | null, viewer: Viewer | null): 'UNAUTHENTICATED' | 'FORBIDDEN' | null {
  if (!rule) return null;
  if (!viewer) return 'UNAUTHENTICATED';
  return meetsScopes(rule, (scope) => scope === viewer.role) ? null : 'FORBIDDEN';
}

/** Whether a signed-in viewer who has these scopes meets the rule. */
export function meetsScopes({ scopes }: AuthRule, has: (scope: string) => boolean): boolean {
  return scopes.every((sets) => sets.some((set) => set.every(has)));
}
