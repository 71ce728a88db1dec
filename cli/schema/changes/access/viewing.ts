import { accountTypes, roleOfType } from '#contract/account-type.ts';
import { type AuthRule, meetsScopes } from '#platform/security/auth-directives.ts';

/** Who sends an operation, as far as authorization is concerned. */
export interface Viewing {
  /** The role, such as `anonymous` or `passenger`, or what the viewer has: `signed in with scope "audit"`. */
  name: string;
  isSignedIn: boolean;
  grants: ReadonlySet<string>;
}

/** A viewer without a token. */
export const anonymous = 'anonymous';

/** The roles that a client's operation can run as: no token, or that of an account. */
export const clientRoles: readonly string[] = [anonymous, ...accountTypes.map((type) => roleOfType[type])];

/** The viewer with a role. A signed-in viewer's role is its only scope. */
export function viewingAs(role: string): Viewing {
  return role === anonymous
    ? { name: role, isSignedIn: false, grants: new Set() }
    : { name: role, isSignedIn: true, grants: new Set([role]) };
}

/** Whether the viewer meets a rule, as `refusedBy` decides it for a viewer with a role. */
export function meets(rule: AuthRule | null, { isSignedIn, grants }: Viewing): boolean {
  if (rule === null) return true;
  return isSignedIn && meetsScopes(rule, (scope) => grants.has(scope));
}
