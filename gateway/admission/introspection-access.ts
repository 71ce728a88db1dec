import { isAdmin, type Viewer } from '#contract/viewer.ts';

/** Who may select `__schema` and `__type`. */
export const introspectionAccess = ['all', 'admins', 'none'] as const;
export type IntrospectionAccess = (typeof introspectionAccess)[number];

/** Whether a viewer may read the schema. */
export const mayIntrospect = (access: IntrospectionAccess, viewer: Viewer | null): boolean =>
  access === 'all' || (access === 'admins' && isAdmin(viewer));
