import { interactionPolicy } from 'oidc-provider';
import { scopeOf } from '../domain/sign-in/accounts.ts';
import { subjectFrom } from './subject.ts';

const pageRoles = ['driver', 'passenger'];

/** The role that an authorization request asks for; null where it names none, or both. */
export function roleAskedFor(scope: unknown): string | null {
  const asked = String(scope ?? '').split(' ');
  const [role, ...more] = pageRoles.filter((each) => asked.includes(each));
  return role && more.length === 0 ? role : null;
}

/**
 * The page asks for a sign-in and nothing else: admins register every application, and those are the platform's own. A browser that
 * remembers somebody is asked again where a role is wanted that they do not have; what they then choose stands.
 */
export function signInAlone(): ReturnType<typeof interactionPolicy.base> {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const { Check } = interactionPolicy;
  const otherRole = new Check('other_role', 'a sign-in of another role is asked for', ({ oidc }) => {
    const role = roleAskedFor(oidc.params?.scope);
    const remembered = oidc.session?.accountId;
    if (!role || !remembered || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
    return scopeOf(subjectFrom(remembered).accountId) === role ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  });
  policy.get('login')?.checks.add(otherRole);
  return policy;
}
