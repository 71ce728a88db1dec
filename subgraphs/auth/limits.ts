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
