/** The path of each endpoint, at auth and through the gateway. */
export const paths = {
  authorization: '/connect/authorize',
  token: '/connect/token',
  introspection: '/connect/introspect',
  revocation: '/connect/revocation',
  interaction: '/connect/interaction',
  discovery: '/.well-known/openid-configuration',
  jwks: '/.well-known/jwks.json',
} as const;
