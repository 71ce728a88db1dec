import { argon2Sync, randomBytes } from 'node:crypto';
import { formatHash, type PasswordHash } from './password-hash.ts';

/** What a tag is computed from. */
export interface TagInput extends Omit<PasswordHash, 'tag'> {
  password: string;
  /** Bytes. */
  tagLength: number;
}

/** RFC 9106's second recommended option: 64 MiB. */
const cost = { memory: 64 * 1024, passes: 3, parallelism: 4 };
/** Bytes. */
const saltLength = 16;
const tagLength = 32;

/** The input for the hash of a new password, with a salt of its own. */
export function newTagInput(password: string): TagInput {
  return { ...cost, password, salt: Uint8Array.from(randomBytes(saltLength)), tagLength };
}

/** A hash of the usual cost that no password has. */
export function hashOfNobody(): PasswordHash {
  const { salt } = newTagInput('');
  return { ...cost, salt, tag: Uint8Array.from(randomBytes(tagLength)) };
}

/** Computes in the calling thread, with one processor: the four lanes of `parallelism` are computed one after the other. */
export function computeTag({ password, salt, memory, passes, parallelism, tagLength }: TagInput): Uint8Array {
  return argon2Sync('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength });
}

/** Hashes a password in the calling thread, for a process that does nothing else meanwhile. */
export function hashPassword(password: string): string {
  const input = newTagInput(password);
  return formatHash({ ...input, tag: computeTag(input) });
}
