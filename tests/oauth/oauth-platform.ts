import * as oidc from 'openid-client';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';

export const serviceSecret = 'a secret of the service, for tests';
export const redirectUri = 'http://127.0.0.1:53682/callback';

/** The applications that auth registers. */
export interface OAuthApplications {
  web(): Promise<oidc.Configuration>;
  mobile(): Promise<oidc.Configuration>;
  service(authentication?: oidc.ClientAuth): Promise<oidc.Configuration>;
  /** A public application with this client id. */
  byId(clientId: string): Promise<oidc.Configuration>;
}

/** The whole platform through its gateway, as the certified client openid-client uses it. */
export interface OAuthPlatform extends TestPlatform {
  applications: OAuthApplications;
  /** Requests tokens by the grant for one-time codes, by default as the mobile application. */
  codeGrant(
    phoneNumber: string,
    accountType?: string,
    application?: oidc.Configuration,
  ): Promise<oidc.TokenEndpointResponse>;
  /** Selects `me` with this access token. */
  me(accessToken: string): Promise<GraphQLAnswer>;
}

export async function startOAuthPlatform(): Promise<OAuthPlatform> {
  const platform = await startTestPlatform({ SERVICE_CLIENT_SECRET: serviceSecret });
  const discover = (clientId: string, authentication: oidc.ClientAuth) =>
    oidc.discovery(platform.issuer, clientId, undefined, authentication, { execute: [oidc.allowInsecureRequests] });
  const applications: OAuthApplications = {
    web: () => discover('masar-web', oidc.None()),
    mobile: () => discover('masar-app', oidc.None()),
    service: (authentication = oidc.ClientSecretBasic(serviceSecret)) => discover('masar-service', authentication),
    byId: (clientId) => discover(clientId, oidc.None()),
  };
  return {
    ...platform,
    applications,
    codeGrant: async (phoneNumber, accountType = 'PASSENGER', application) =>
      oidc.genericGrantRequest(application ?? (await applications.mobile()), 'urn:masareagle:otp', {
        phone_number: phoneNumber,
        account_type: accountType,
        code: '000000',
      }),
    me: (accessToken) =>
      requestGraphQL(
        platform.url,
        '{ me { ... on Passenger { id fullName } ... on Driver { id fullName } } }',
        {},
        accessToken,
      ),
  };
}

/** An authorization request with PKCE, and the checks that its response must pass. */
export interface AuthorizationRequest {
  url: URL;
  checks: oidc.AuthorizationCodeGrantChecks;
}

export async function authorizationRequest(
  application: oidc.Configuration,
  parameters: Record<string, string> = {},
): Promise<AuthorizationRequest> {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(application, {
    redirect_uri: redirectUri,
    scope: 'openid passenger',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce } };
}
