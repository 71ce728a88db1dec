import type { DocumentNode } from 'graphql';
import type { AuthDirectiveNames } from '#platform/security/auth-directives.ts';
import { directiveNameOf } from '../graphql/links.ts';

/** The names of the auth directives in a supergraph, which `@link` may rename. */
export function authDirectiveNames(supergraph: DocumentNode): AuthDirectiveNames {
  return {
    authenticated: directiveNameOf(supergraph, 'authenticated'),
    requiresScopes: directiveNameOf(supergraph, 'requiresScopes'),
  };
}
