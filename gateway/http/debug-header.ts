import type { IncomingHttpHeaders } from 'node:http';
import { isAdmin, type Viewer } from '#contract/viewer.ts';
import { type DebugPart, debugParts } from '../request-context.ts';

const nothing: ReadonlySet<DebugPart> = new Set();

/**
 * What an admin requests in `extensions` of the response, by the header `x-masar-debug`: names separated by commas. The requests of others
 * get nothing, as do those of all clients where no token is verified.
 */
export function requestedDebug(
  { 'x-masar-debug': header }: IncomingHttpHeaders,
  viewer: Viewer | null,
): ReadonlySet<DebugPart> {
  if (header === undefined || !isAdmin(viewer)) return nothing;
  const names = String(header)
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return new Set(debugParts.filter((part) => names.includes(part)));
}
