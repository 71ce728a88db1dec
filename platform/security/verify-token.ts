import type { Viewer } from '#contract/viewer.ts';

/** Verifies an access token. Throws InvalidToken or KeysUnavailable. */
export type VerifyToken = (token: string) => Promise<Viewer>;

/** The token is malformed, forged, expired, revoked, or meant for another audience. */
export class InvalidToken extends Error {}

/** The keys that verify tokens could not be fetched: whether the token is valid is unknown. */
export class KeysUnavailable extends Error {}
