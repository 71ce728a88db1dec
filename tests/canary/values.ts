import { Canaries } from './canaries.ts';
import { identifiers, type TextFor } from './operations.ts';

/** The values that are sent everywhere. Each is well-formed where it belongs, and a text that belongs nowhere else. */
export const values = {
  token: 'cnryTk_9qLxW7dRj2HsVbNf4Zg8PmKeYt3AoUiC5Xw',
  authorizationCode: 'cnryAc-7dRj2HsVbNf4Zg8PmKeYt3AoUiC5XwQ1eRt',
  password: 'Canary-Pass-9x7q',
  code: '482913',
  phone: '+966577310842',
  digits: '966577310842',
  email: 'canary.zerzura@leak.example',
  name: 'Canaria Zerzura Quill',
  arabicName: 'كناري زرزورة',
  sentence: 'Zerzura is where I wait, gate seven',
} as const;

/** A JSON Web Token of another issuer. */
export const foreignJwt = [
  ...[
    { alg: 'ES256', kid: 'none' },
    { sub: 'p_1', phone_number: values.phone },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')),
  values.token,
].join('.');

const secrets: readonly (keyof typeof values)[] = ['token', 'authorizationCode', 'password', 'code'];

export function createCanaries(): Canaries {
  const canaries = new Canaries();
  for (const [name, value] of Object.entries(values)) {
    canaries.add(secrets.includes(name as keyof typeof values) ? 'secret' : 'personal', name, value);
  }
  canaries.add('secret', 'a JSON Web Token of another issuer', foreignJwt);
  for (const [name, value] of Object.entries(identifiers)) canaries.add('identifier', `the name of an ${name}`, value);
  return canaries;
}

const byName: readonly [RegExp, string][] = [
  [/phone/i, values.phone],
  [/code/i, values.code],
  [/password/i, values.password],
  [/email/i, values.email],
  [/token|secret|key|id$|ids$|after/i, values.token],
  [/reason|description|body|location/i, values.sentence],
  [/city|title/i, values.arabicName],
];

/** The value for an argument or a field of an input. */
export const textFor: TextFor = (name) => byName.find(([pattern]) => pattern.test(name))?.[1] ?? values.name;
