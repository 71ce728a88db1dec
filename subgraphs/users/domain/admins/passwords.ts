import { randomBytes } from 'node:crypto';
import { argon2id, type HashOptions, hash, verify } from 'argon2';

/** RFC 9106's second recommendation, for 64 MiB: about a tenth of a second. */
const cost: HashOptions = { type: argon2id, memoryCost: 64 * 1024, timeCost: 3, parallelism: 4 };

/** The Argon2id hash (RFC 9106) of a password, with its salt and its parameters. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let nobodys: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. Without a hash it never is, and finding that out takes as long, so
 * that time doesn't tell whether there is an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  // Made before it is known whether it is needed: else the first guess at nobody's password would take longer.
  nobodys ??= hashPassword(randomBytes(32).toString('base64'));
  const instead = await nobodys;
  const matches = await verify(passwordHash ?? instead, password);
  return matches && passwordHash !== null;
}
