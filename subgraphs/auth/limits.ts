const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long things last and how often they may be tried. Times are milliseconds. */
export const authLimits = {
  accessToken: 10 * minute,
  refreshToken: 30 * day,
  serviceToken: 10 * minute,
  serviceTokenRenewal: minute,

  /** How long a key is published before it signs: longer than a verifier may take to fetch it. */
  keyPublished: 2 * minute,
  /** How long one that signs no more is published: as long as what it signed may be good. */
  keyOverlap: 15 * minute,
  keyAge: 90 * day,
  retiredKeysKept: 7 * day,
  keyRenewal: 15 * second,

  /** Past its time, so that a use of it is still known as such. */
  expiredKept: 7 * day,

  authorizationCode: minute,
  signInPage: 30 * minute,
  browserSession: 12 * hour,

  code: 5 * minute,
  guessesPerCode: 5,
  betweenCodes: minute,
  codesPerWindow: 3,
  codesWindow: 30 * minute,
  addressWindow: hour,
  wrongGuesses: 20,
  wrongGuessesWindow: day,

  wrongPasswords: 10,
  wrongPasswordsWindow: 15 * minute,
  wrongPasswordsPerAddress: 100,
  wrongPasswordsAddressWindow: hour,

  sessionsListed: 100,
} as const;
