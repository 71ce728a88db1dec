import { roles } from '#contract/viewer.ts';
import type { AuthRule } from '#platform/security/auth-directives.ts';
import { policyOfScope } from '../../../../gateway/admission/policies-as-scopes.ts';
import { clientRoles, type Viewing, viewingAs } from './viewing.ts';

/** How many ways to meet one rule are tried. */
const maxWays = 64;

/** The viewers to judge changes by: one of each role, and one for each set of other scopes and policies by which a rule is met. */
export function viewersOf(rules: Iterable<AuthRule | null>): Viewing[] {
  const viewers = new Map(clientRoles.map((role) => [role, viewingAs(role)]));
  const seen = new Set<string>();
  for (const rule of rules) {
    const key = JSON.stringify(rule);
    if (rule === null || seen.has(key)) continue;
    seen.add(key);
    for (const grants of waysToMeet(rule)) {
      const name = nameOf(grants);
      if (!viewers.has(name)) viewers.set(name, { name, isSignedIn: true, grants: new Set(grants) });
    }
  }
  return [...viewers.values()];
}

/** The sets of scopes that meet a rule; none for a rule that every signed-in viewer meets. */
function waysToMeet({ scopes }: AuthRule): string[][] {
  let ways: string[][] = [[]];
  for (const sets of scopes) {
    ways = ways.flatMap((way) => sets.map((set) => [...new Set([...way, ...set])].sort())).slice(0, maxWays);
  }
  return ways.filter(({ length }) => length > 0);
}

function nameOf(grants: readonly string[]): string {
  const policies = grants.flatMap((grant) => policyOfScope(grant) ?? []);
  const scopes = grants.filter((grant) => policyOfScope(grant) === null);
  const [role] = scopes;
  const isRole = scopes.length === 1 && roles.some((each) => each === role);
  const has = [...(isRole ? [] : listed('scope', scopes)), ...listed('policy', policies)];
  const who = isRole && role !== undefined ? role : 'signed in';
  return has.length === 0 ? who : `${who} with ${has.join(' and ')}`;
}

function listed(thing: 'scope' | 'policy', names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const plural = thing === 'scope' ? 'scopes' : 'policies';
  return [`${names.length === 1 ? thing : plural} ${names.map((name) => `"${name}"`).join(' and ')}`];
}
