import type { AuthRule } from '#platform/security/auth-directives.ts';
import { policyOfScope } from '../../../../gateway/admission/policies-as-scopes.ts';

/** The rule as a schema writes it: `@requiresScopes(scopes: [["driver"], ["admin"]])`. */
export function describeRule({ authenticated, scopes }: AuthRule): string {
  return [...(authenticated ? ['@authenticated'] : []), ...scopes.map(describeSets)].join(' and ');
}

/** Whether two rules are the same but for the order of what they name. */
export function sameRule(one: AuthRule | null, other: AuthRule | null): boolean {
  return canonical(one) === canonical(other);
}

function describeSets(sets: string[][]): string {
  const isPolicy = sets.some((set) => set.some((scope) => policyOfScope(scope) !== null));
  const names = sets.map((set) => set.map((scope) => policyOfScope(scope) ?? scope));
  const text = JSON.stringify(names).replaceAll(',', ', ');
  return isPolicy ? `@policy(policies: ${text})` : `@requiresScopes(scopes: ${text})`;
}

function canonical(rule: AuthRule | null): string {
  if (rule === null) return '';
  const sorted = (values: string[]) => JSON.stringify([...new Set(values)].sort());
  const sets = rule.scopes.map((each) => sorted(each.map(sorted)));
  return `${rule.authenticated}${sorted(sets)}`;
}
