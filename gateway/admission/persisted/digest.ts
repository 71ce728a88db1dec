import { z } from 'zod';

/** The parameters of a request that name an operation by its SHA-256. */
const parameters = z.object({
  /** GraphQL over HTTP, appendix A: `sha256:` and the digest, or the digest alone. */
  documentId: z.string().max(128).nullish(),
  /** Apollo's form. */
  extensions: z
    .looseObject({
      persistedQuery: z.looseObject({ version: z.literal(1), sha256Hash: z.string().max(64) }).nullish(),
    })
    .nullish(),
});

/** Reads the digest of a request, in hexadecimal. When it has both forms, `documentId` counts. Returns null when a parameter is malformed. */
export function readDigest(request: {
  documentId?: unknown;
  extensions?: unknown;
}): { digest: string | undefined } | null {
  if (request.documentId === undefined && request.extensions === undefined) return { digest: undefined };
  const parsed = parameters.safeParse(request);
  if (!parsed.success) return null;
  const { documentId, extensions } = parsed.data;
  return { digest: documentId?.replace(/^sha256:/, '') || extensions?.persistedQuery?.sha256Hash };
}
