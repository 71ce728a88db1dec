import type { Provider } from 'oidc-provider';
import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import type { OAuthServices } from './oauth/services.ts';
import type { SignInServices } from './sign-in-context.ts';

/** The services that the auth resolvers and routes use. */
export interface AuthServices extends SubgraphServices {
  signIn: SignInServices;
  oauth: OAuthServices;
  provider: Provider;
}

export type AuthContext = RequestContext<AuthServices>;
