import { randomBytes } from 'node:crypto';
import { argon2id, type HashOptions, hash, verify } from 'argon2';

/** RFC 9106's second recommended option: 64 MiB, about 100 ms. */
const cost: HashOptions = { type: argon2id, memoryCost: 64 * 1024, timeCost: 3, parallelism: 4 };

/** Hashes a password with Argon2id (RFC 9106). The result includes the salt and the parameters. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let placeholder: Promise<string> | undefined;

/**
 * Verifies a password against its hash. Without a hash it returns false after the same work, so that response times do not
 * reveal which accounts exist.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  // Computed even when a hash exists: otherwise the first attempt on an unknown account would take longer.
  placeholder ??= hashPassword(randomBytes(32).toString('base64'));
  const placeholderHash = await placeholder;
  const matches = await verify(passwordHash ?? placeholderHash, password);
  return matches && passwordHash !== null;
}
