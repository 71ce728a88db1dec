import type { IncomingHttpHeaders } from 'node:http';
import { isAdmin, type Viewer } from '#contract/viewer.ts';
import { type DebugPart, debugParts } from '../request-context.ts';

const nothing: ReadonlySet<DebugPart> = new Set();

/**
 * What an admin requests in `extensions` of the response: by the header `x-masar-debug`, names separated by commas; by
 * `apollo-expose-query-plan` (`true` or `dry-run`), which Sandbox sends, and by `apollo-query-plan-experimental`. The requests of others
 * get nothing, as do those of all clients where no token is verified.
 */
export function requestedDebug(headers: IncomingHttpHeaders, viewer: Viewer | null): ReadonlySet<DebugPart> {
  const {
    'x-masar-debug': own,
    'apollo-expose-query-plan': ofRouter,
    'apollo-query-plan-experimental': ofGateway,
  } = headers;
  if ((own ?? ofRouter ?? ofGateway) === undefined || !isAdmin(viewer)) return nothing;
  const names = String(own ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const parts = new Set<DebugPart>(debugParts.filter((part) => names.includes(part)));
  if (ofRouter === 'dry-run') parts.add('dry-run');
  if (ofRouter === 'true' || ofRouter === 'dry-run') parts.add('query-plan').add('apollo-router');
  if (ofGateway) parts.add('apollo-gateway');
  return parts;
}
