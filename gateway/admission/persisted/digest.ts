import { z } from 'zod';

/** The parameters of a request that name an operation by its SHA-256. */
export const digestParameters = {
  /** GraphQL over HTTP, appendix A: `sha256:` and the digest, or the digest alone. */
  documentId: z.string().max(128).nullish(),
  /** Apollo's form. */
  extensions: z
    .looseObject({
      persistedQuery: z.looseObject({ version: z.literal(1), sha256Hash: z.string().max(64) }).nullish(),
    })
    .nullish(),
};

const parameters = z.object(digestParameters);

type DigestParameters = z.output<typeof parameters>;

/** The digest, in hexadecimal. When a request has both forms, `documentId` counts. */
export function digestOf({ documentId, extensions }: DigestParameters): string | undefined {
  return documentId?.replace(/^sha256:/, '') || extensions?.persistedQuery?.sha256Hash;
}

/** Reads the digest of an operation on a WebSocket. Returns null when a parameter is malformed. */
export function readDigest(payload: object): { digest: string | undefined } | null {
  const parsed = parameters.safeParse(payload);
  return parsed.success ? { digest: digestOf(parsed.data) } : null;
}
