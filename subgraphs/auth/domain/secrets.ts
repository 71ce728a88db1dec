import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** Derives a key of 256 bits for one purpose from the operator's secret (HKDF, RFC 5869). */
function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}

/** SHA-256 in hex, for values with enough entropy to need neither key nor salt. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Compares two hex digests of the same length in constant time. */
export function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** The keyed hash of a one-time code for one phone number and account type. Without the key, six digits are quickly guessed. */
export function codeHash(secret: string, phoneNumber: string, accountType: string, code: string): string {
  const key = keyFor(secret, 'one-time codes');
  return createHmac('sha256', key).update(`${phoneNumber}|${accountType}|${code}`).digest('hex');
}

/** Encrypts with AES-256-GCM. Returns nonce, tag and ciphertext in base64url, joined by dots. */
export function encrypt(secret: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, 'signing keys'), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url')).join('.');
}

/** Reverses {@link encrypt}. Throws when the secret differs or the stored text was changed. */
export function decrypt(secret: string, encrypted: string): string {
  const [nonce, tag, body] = encrypted.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!nonce || !tag || !body) throw new Error('not an encrypted text');
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, 'signing keys'), nonce, { authTagLength: 16 });
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

/** The key that signs the cookies of the sign-in page. */
export const cookieKey = (secret: string): string => keyFor(secret, 'cookies').toString('base64url');

/**
 * The token that succeeds a refresh token: 256 bits in base64url. It is the same whenever it is derived, so that it can be given again
 * although only its hash is stored. Neither the database nor the secret is enough to derive it.
 */
export function successorOf(secret: string, refreshToken: string, tokenId: string): string {
  const key = keyFor(secret, 'refresh token successors');
  return createHmac('sha256', key).update(`${tokenId}|${refreshToken}`).digest('base64url');
}

/** The CSRF token of the forms of one interaction. */
export function formToken(secret: string, interaction: string): string {
  return createHmac('sha256', keyFor(secret, 'forms')).update(interaction).digest('hex');
}
