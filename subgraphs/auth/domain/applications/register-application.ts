import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText, requireText } from '#platform/text.ts';
import { clientIdUnique, OAuthApplication, scopePermission } from '../../entities/oauth-application.ts';
import { OAuthScope } from '../../entities/oauth-scope.ts';
import { recordChange } from '../../events/record-change.ts';
import { sha256 } from '../secrets.ts';
import { isRedirectUri } from './redirect-uri.ts';

/** The most scopes, and the most redirect URIs, of one application. */
const maxListed = 20;

export interface RegisterApplication extends ActionContext {
  clientId: string;
  displayName?: string | null | undefined;
  type: 'PUBLIC' | 'CONFIDENTIAL';
  scopes: readonly string[];
  redirectUris?: readonly string[] | null | undefined;
}

/**
 * Registers an application. Returns the secret of a confidential one, which is stored only as a hash.
 *
 * @throws Refusal BAD_USER_INPUT, NAME_TAKEN.
 */
export async function registerApplication(
  em: EntityManager,
  input: RegisterApplication,
): Promise<{ application: OAuthApplication; clientSecret: string | null }> {
  const { now, newId, type } = input;
  const scopes = [...new Set(input.scopes)];
  const clientId = requireText(input.clientId, 'clientId', 100);
  const displayName = optionalText(input.displayName, 'displayName', 200);
  const redirectUris = [...(input.redirectUris ?? [])];
  if (redirectUris.length > maxListed || !redirectUris.every(isRedirectUri)) throw badUserInput('redirectUris');
  if (scopes.length > maxListed) throw badUserInput('scopes');
  // A public client cannot keep the secret that a service authenticates with.
  if (type === 'PUBLIC' && scopes.includes('service')) throw badUserInput('scopes');
  const known = await em.count(OAuthScope, { name: { $in: scopes } });
  if (known !== scopes.length) throw badUserInput('scopes');
  const clientSecret = type === 'CONFIDENTIAL' ? randomBytes(32).toString('base64url') : null;
  try {
    const application = await em.transactional(async (tx) => {
      const row = tx.create(OAuthApplication, {
        id: newId('app'),
        clientId,
        displayName,
        type,
        clientSecret: clientSecret && sha256(clientSecret),
        permissions: scopes.map(scopePermission),
        requirements: type === 'PUBLIC' ? ['pkce'] : [],
        redirectUris,
        createdAt: now,
        updatedAt: now,
      });
      const fields = [
        ...(['clientId', 'type', 'scopes', 'redirectUris'] as const),
        ...(displayName === null ? [] : (['displayName'] as const)),
        ...(clientSecret === null ? [] : (['clientSecret'] as const)),
      ];
      recordChange(tx, { action: 'application.registered', subjectId: row.id, fields }, input);
      return row;
    });
    return { application, clientSecret };
  } catch (error) {
    if (constraintOf(error) === clientIdUnique) throw new Refusal('NAME_TAKEN');
    throw error;
  }
}
