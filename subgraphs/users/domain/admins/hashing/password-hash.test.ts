import { expect, test } from '@jest/globals';
import { computeTag, hashPassword } from './argon2id.ts';
import { formatHash, parseHash } from './password-hash.ts';

const verifies = (text: string, password: string): boolean => {
  const hash = parseHash(text);
  const tag = computeTag({ ...hash, password, tagLength: hash.tag.length });
  return Buffer.compare(tag, hash.tag) === 0;
};

/** Written by version 0.45.1 of the package `argon2`, which stored them before. */
test.each([
  ['masar-admin', '$argon2id$v=19$m=65536,p=4,t=3$P77B7LtDOT/JyjvSNDR+Tw$jBcBdjGFp+boAxtt4LoO41GeNvvlG7Ni5IctZ3RCr8I'],
  [
    'correct horse',
    '$argon2id$v=19$m=65536,p=4,t=3$urv+NvinO6ZGpycoG4wfiQ$BEtTz9A31gtmXRnI1RVJXwjQKCM5eDwOQtkokvze/uA',
  ],
  ['', '$argon2id$v=19$m=65536,p=4,t=3$fyBGyGx4HUQXs3tXyjcGEw$e+bbRq8EWZDxuUNVFkETv/pNHkLELAKMqhVDb4Ufza8'],
  ['كلمة السر', '$argon2id$v=19$m=65536,p=4,t=3$yiy6pWgt56Ml/Bs4ktHyLQ$kYXYwv8KRfGRTmv35/vR3oRjO3rtaORu6iyVtnzNt20'],
  ['small', '$argon2id$v=19$m=8192,p=1,t=2$Aq7vkXRYaGBr46PufF6Uiw$KXuduRRGRK2EVSPLaWOqnOgRRyVSrE2M0qFSh2Af+rE'],
  [
    'long tag',
    '$argon2id$v=19$m=1024,p=2,t=2$VzELJJDySeF+jiC/zR0t7w$G+wJMHoWT9j7AIpmBcuwt82k62no3nQLd9xdRN2M0t3K0/UC9hRz2sriM31uuYoyk7DQPo8QOVzcMirVTpggbw',
  ],
])('the stored hash of %j verifies it and nothing else', (password, text) => {
  expect(verifies(text, password)).toBe(true);
  expect(verifies(text, `${password} `)).toBe(false);
});

test('a hash is a PHC string with its parameters in the order of the reference implementation', () => {
  const text = hashPassword('correct horse');
  expect(text).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(formatHash(parseHash(text))).toBe(text);
  expect(verifies(text, 'correct horse')).toBe(true);
});

test.each([
  '',
  'correct horse',
  '$argon2i$v=19$m=65536,t=3,p=4$urv+NvinO6ZGpycoG4wfiQ$BEtTz9A31gtmXRnI1RVJXwjQKCM5eDwOQtkokvze/uA',
  '$argon2id$v=16$m=65536,t=3,p=4$urv+NvinO6ZGpycoG4wfiQ$BEtTz9A31gtmXRnI1RVJXwjQKCM5eDwOQtkokvze/uA',
  '$argon2id$v=19$m=65536,t=3,t=3$urv+NvinO6ZGpycoG4wfiQ$BEtTz9A31gtmXRnI1RVJXwjQKCM5eDwOQtkokvze/uA',
  '$argon2id$v=19$m=65536,t=3,p=4$$BEtTz9A31gtmXRnI1RVJXwjQKCM5eDwOQtkokvze/uA',
])('%j is no hash', (text) => {
  expect(() => parseHash(text)).toThrow('not one of Argon2id');
});
