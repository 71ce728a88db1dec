/** A hash by Argon2id (RFC 9106), with everything that computing it again takes. */
export interface PasswordHash {
  /** KiB. */
  memory: number;
  passes: number;
  parallelism: number;
  salt: Uint8Array;
  tag: Uint8Array;
}

const pattern = /^\$argon2id\$v=19\$((?:[mtp]=\d+,?){3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Writes the hash as a PHC string: `$argon2id$v=19$m=65536,t=3,p=4$SALT$TAG`. */
export function formatHash({ memory, passes, parallelism, salt, tag }: PasswordHash): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** Reads a PHC string, with its parameters in any order. Throws for anything else. */
export function parseHash(text: string): PasswordHash {
  const [, parameters = '', salt = '', tag = ''] = pattern.exec(text) ?? [];
  const values = new Map(parameters.split(',').map((each) => [each.slice(0, 1), Number(each.slice(2))]));
  const [memory, passes, parallelism] = [values.get('m'), values.get('t'), values.get('p')];
  if (!memory || !passes || !parallelism) throw new Error('a stored password hash is not one of Argon2id');
  return { memory, passes, parallelism, salt: bytes(salt), tag: bytes(tag) };
}

/** PHC strings have no padding. */
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64').replace(/=+$/, '');
/** A copy, because a small Buffer is a part of a larger one, which would be sent to a thread as a whole. */
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
