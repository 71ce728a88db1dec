import { scopeOf } from '../domain/account.ts';
import { hintedAccount } from './id-token-hint.ts';
import { interactionPolicy } from './oidc-library.ts';
import { parseSubject } from './subject.ts';

const pageRoles = ['driver', 'passenger'];

/** Returns the role that an authorization request names, or null when it names none or both. */
export function requestedRole(scope: unknown): string | null {
  const scopes = String(scope ?? '').split(' ');
  const [role, ...more] = pageRoles.filter((each) => scopes.includes(each));
  return role && more.length === 0 ? role : null;
}

/**
 * The page prompts for a sign-in and never for consent: an admin registered each application as one of the platform's own. A
 * browser that remembers an account of another role than the requested one is prompted again; whatever account then signs in
 * is accepted.
 */
export function signInPolicy(): ReturnType<typeof interactionPolicy.base> {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const { Check } = interactionPolicy;
  const otherRole = new Check('other_role', 'the request is for another role', ({ oidc }) => {
    const role = requestedRole(oidc.params?.scope);
    const remembered = oidc.session?.accountId;
    if (!role || !remembered || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
    return scopeOf(parseSubject(remembered).accountId) === role ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  });
  const checks = policy.get('login')?.checks;
  checks?.add(otherRole);
  // The library's compares the subject of the hint with the one that it keeps for a sign-in, which has the phone number too.
  checks?.remove(hintedAccount.reason);
  checks?.add(hintedAccount);
  return policy;
}
