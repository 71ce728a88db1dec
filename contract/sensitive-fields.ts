/** The fields of personal data and secrets. Their values never reach a log. */
export const sensitiveFields = [
  'authorization',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'deviceToken',
  'phoneNumber',
  'phone_number',
  'email',
  'fullName',
  'cookie',
  'secret',
] as const;
