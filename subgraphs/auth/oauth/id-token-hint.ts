import { jwtVerify } from 'jose';
import { keySetOf } from '../domain/keys/signing-keys.ts';
import type { TokenIssuer } from '../domain/sessions/issue-access-token.ts';
import { interactionPolicy, type Provider } from './oidc-library.ts';
import { parseSubject } from './subject.ts';

const { Check } = interactionPolicy;

/** Makes the library validate ID tokens by the platform's keys, those too that sign no more. Its own key signs none. */
export function validateIdTokens({ IdToken }: Provider, { issuer, keys }: TokenIssuer): void {
  const validate = async (token: string, client: { clientId: string }) => {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      keySetOf(() => keys),
      {
        issuer,
        audience: client.clientId,
        algorithms: [keys.algorithm],
        requiredClaims: ['sub'],
        // A hint may have expired (OpenID Connect Core 1.0, 3.1.2.1).
        clockTolerance: Number.MAX_SAFE_INTEGER,
      },
    );
    return { header: protectedHeader, payload };
  };
  Object.assign(IdToken, { validate });
}

/** Requires a sign-in when the browser does not remember the account of the `id_token_hint`. */
export const hintedAccount = new Check(
  'id_token_hint',
  'id_token_hint and authenticated subject do not match',
  'login_required',
  ({ oidc }) => {
    const hint = oidc.entities.IdTokenHint;
    if (!hint) return Check.NO_NEED_TO_PROMPT;
    const remembered = oidc.session?.accountId;
    const isSame = remembered !== undefined && parseSubject(remembered).accountId === hint.payload.sub;
    return isSame ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  },
);
