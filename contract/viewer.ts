/** The roles of an access token, which has one: an account's type, or that of a confidential client. */
export const roles = ['driver', 'passenger', 'admin', 'service'] as const;
export type Role = (typeof roles)[number];

/** The caller, as its verified access token describes it. A service's `id` is that of the client. */
export interface Viewer {
  id: string;
  role: Role;
  /** The session; null for a service. */
  sid: string | null;
  name: string | null;
  phoneNumber: string | null;
  /** The expiry of the token, in seconds since the epoch. */
  expiresAt: number;
}

/** Whether the viewer is this account. */
export function isSelf(viewer: Viewer | null, accountId: string): boolean {
  return viewer !== null && viewer.role !== 'service' && viewer.id === accountId;
}

export function isAdmin(viewer: Viewer | null): boolean {
  return viewer?.role === 'admin';
}
