/** The codes with which a socket is closed, of RFC 6455 and of the graphql-transport-ws protocol. */
export const closeCodes = {
  serviceRestart: 1012,
  tryAgainLater: 1013,
  badRequest: 4400,
  forbidden: 4403,
  tooManyRequests: 4429,
  internalServerError: 4500,
} as const;
