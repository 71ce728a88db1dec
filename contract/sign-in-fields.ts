/**
 * The mutations by which a client signs in or renews a session, each without a token: an operation of them alone ignores the one that its
 * request has. The gateway limits them more strictly.
 */
export const signInFields = ['requestOtp', 'signInWithOtp', 'signInWithPassword', 'refreshTokens'] as const;

/** The paths of OAuth that do the same: each, and what is below it. */
export const signInPaths = ['/connect/token', '/connect/authorize', '/connect/interaction'] as const;
