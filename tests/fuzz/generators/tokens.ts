import type { Dice } from '../dice.ts';
import { hostileJson } from '../hostile-json.ts';
import { hostileText } from '../hostile-texts.ts';
import { anyPort, type Generator, httpRequest } from '../input.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

const headers = [
  '{"alg":"none"}',
  '{"alg":"None","typ":"JWT"}',
  '{"alg":"HS256"}',
  '{"alg":"ES256"}',
  '{"alg":"ES256","kid":"../../etc/hostname"}',
  '{"alg":"ES256","jku":"http://127.0.0.1:1/"}',
  '{"alg":"ES256","jwk":{"kty":"EC"}}',
  '{"alg":"ES256","crit":["b64"],"b64":false}',
  '{"alg":"ES256","zip":"DEF"}',
  '{"alg":["ES256"]}',
  '{"alg":"__proto__"}',
  '{}',
  'null',
  '[',
];

function forgedToken(dice: Dice, valid: string): string {
  const [header = '', claims = '', signature = ''] = valid.split('.');
  const at = dice.below(valid.length);
  return dice.pick<() => string>([
    () => `${base64(dice.pick(headers))}.${claims}.${signature}`,
    () => `${base64(dice.pick(headers))}.${claims}.`,
    () => `${base64(dice.pick(headers))}.${base64(hostileJson(dice))}.${signature}`,
    () => `${header}.${base64(hostileJson(dice))}.${signature}`,
    () => `${header}.${base64('{"sub":"a_1","scope":"admin","exp":9999999999}')}.${signature}`,
    () => `${header}.${claims}`,
    () => `${header}.${claims}.${signature}.${signature}`,
    () => `${header}.${claims}.${signature}=`,
    () => `${header}.${claims}.${dice.bytes(64).toString('base64url')}`,
    () => `${header}.${claims}.${'A'.repeat(86)}`,
    () => valid.slice(0, at) + dice.pick(['%', '.', ' ', '\xff', '\0', 'A', '=']) + valid.slice(at + 1),
    () => valid.slice(0, at),
    () => valid + 'A'.repeat(dice.pick([1, 4_096, 12_000])),
    () => '.'.repeat(dice.below(50)),
    () => '',
  ])();
}

/** Access tokens that are none, in the Authorization header of a small query. */
export const tokens: Generator = (dice, { host, tokens: valid }) => {
  const token = forgedToken(dice, dice.pick(valid));
  const scheme = dice.pick(['Bearer ', 'Bearer ', 'Bearer ', 'bearer  ', 'Basic ', 'DPoP ', 'Bearer', '', 'Bearer\t']);
  const text = dice.chance(0.05) ? Buffer.from(hostileText(dice)).toString('latin1') : scheme + token;
  const authorization = text.replace(/[\r\n\0]/g, ' ');
  const query = dice.pick([
    '{ me { __typename } }',
    '{ __typename }',
    'mutation { signOut(input: {}) { endedSessions } }',
  ]);
  const all = { host, 'content-type': 'application/json', authorization };
  const request = httpRequest('POST', '/graphql', all, JSON.stringify({ query }));
  return { port: anyPort(dice), parts: [request], complete: true, leaves: 'end' };
};
