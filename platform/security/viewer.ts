/** The roles that an access token may have: one each. */
export const roles = ['driver', 'passenger', 'admin', 'service'] as const;
export type Role = (typeof roles)[number];

/** Who is asking, as a verified access token tells. For a service, `id` is the client's. */
export interface Viewer {
  id: string;
  role: Role;
  /** The session; a service has none. */
  sid: string | null;
  name: string | null;
  phoneNumber: string | null;
  /** When the token expires, seconds since the epoch. */
  expiresAt: number;
}

/** Whether the viewer is this account. */
export function isSelf(viewer: Viewer | null, accountId: string): boolean {
  return viewer !== null && viewer.role !== 'service' && viewer.id === accountId;
}

export function isAdmin(viewer: Viewer | null): boolean {
  return viewer?.role === 'admin';
}
