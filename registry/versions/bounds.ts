import type { VersionContent } from './published-version.ts';

/** Bytes of a subgraph's schema, and of the approvals. */
export const maxSchemaBytes = 2 * 1024 * 1024;
/** Bytes of a supergraph. */
export const maxSupergraphBytes = 16 * 1024 * 1024;
export const maxSubgraphs = 200;
/** Characters of who published a version. */
export const maxAuthor = 200;
/** Characters of a subgraph's name. */
export const maxSubgraphName = 100;
/** Characters of a subgraph's URL. */
export const maxUrl = 2_000;

/** What of a version exceeds a bound, as a sentence; null if nothing does. */
export function exceededVersionBound({ subgraphs, supergraphSdl, approvals }: VersionContent): string | null {
  if (subgraphs.length > maxSubgraphs) return `more than ${maxSubgraphs} subgraphs`;
  for (const { name, url, typeDefs } of subgraphs) {
    if (name.length > maxSubgraphName) return `the name of a subgraph has more than ${maxSubgraphName} characters`;
    if (url.length > maxUrl) return `the URL of ${name} has more than ${maxUrl} characters`;
    if (Buffer.byteLength(typeDefs) > maxSchemaBytes)
      return `the schema of ${name} has more than ${maxSchemaBytes} bytes`;
  }
  if (Buffer.byteLength(supergraphSdl) > maxSupergraphBytes)
    return `the supergraph has more than ${maxSupergraphBytes} bytes`;
  if (Buffer.byteLength(approvals ?? '') > maxSchemaBytes)
    return `the approvals have more than ${maxSchemaBytes} bytes`;
  return null;
}
