import type { z } from 'zod';
import { isOrigin, loopback } from '#platform/http/allowed-origins.ts';
import { setting } from '#platform/settings.ts';
import { type IntrospectionAccess, introspectionAccess } from '../admission/introspection-access.ts';

/** What the gateway lets browsers and developers do. */
export interface HttpSettings {
  /** The origins whose pages may use the API; `loopback` for those of this machine. */
  origins: readonly string[];
  introspection: IntrospectionAccess;
  /** Whether the gateway serves Sandbox and GraphiQL. */
  explorers: boolean;
  /** Whether the gateway compresses responses. */
  compression: boolean;
}

export const httpSettings = {
  CORS_ORIGINS: setting
    .list()
    .refine(
      (origins) => origins.every((each) => each === loopback || isOrigin(each)),
      `must be origins such as https://app.example, separated by commas, without a path, a default port or *; or ${loopback}`,
    )
    .default([]),
  INTROSPECTION: setting.oneOf(introspectionAccess).optional(),
  EXPLORERS: setting.flag().optional(),
  COMPRESSION: setting.flag().default(true),
};

type Variables = z.output<z.ZodObject<typeof httpSettings>>;

/** Production shows the schema to admins alone, and serves no explorer, unless the variables say otherwise. */
export function httpSettingsOf(variables: Variables, production: boolean): HttpSettings {
  return {
    origins: variables.CORS_ORIGINS,
    introspection: variables.INTROSPECTION ?? (production ? 'admins' : 'all'),
    explorers: variables.EXPLORERS ?? !production,
    compression: variables.COMPRESSION,
  };
}
