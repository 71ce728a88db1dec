import { hash } from 'node:crypto';
import { parse } from 'graphql';
import { z } from 'zod';
import { signatureOf } from '../known-operations.ts';

/** The most operations of a manifest. */
export const maxPublished = 10_000;
/** The most bytes of a manifest. */
export const maxManifestBytes = 32 * 1024 * 1024;
/** Operations that are parsed in one turn of the event loop. */
const parsedPerTurn = 50;

/** An operation that clients may send by its id: the SHA-256 of `body`, in hexadecimal. */
export interface ManifestOperation {
  id: string;
  name: string;
  type: string;
  body: string;
}

/** The manifest does not have the form that clients and the gateway agree on. The message says why. */
export class InvalidManifest extends Error {}

const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), body: z.string() })),
});

/** The text of a manifest, in the form that Apollo's clients and tools read and write. */
export function writeManifest(operations: readonly ManifestOperation[]): string {
  const sorted = operations.toSorted((a, b) => (a.name === b.name ? compare(a.id, b.id) : compare(a.name, b.name)));
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: sorted }, null, 2)}\n`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Reads the operations of a manifest.
 *
 * @throws InvalidManifest when it has another form, is too large, or has an id that is not the digest of its operation.
 */
export function readManifest(text: string): ManifestOperation[] {
  if (Buffer.byteLength(text) > maxManifestBytes) throw new InvalidManifest(`more than ${maxManifestBytes} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InvalidManifest('no valid JSON');
  }
  const parsed = manifest.safeParse(json);
  if (!parsed.success) throw new InvalidManifest(z.prettifyError(parsed.error));
  return checkOperations(parsed.data.operations);
}

/** @throws InvalidManifest when there are too many operations, or an id is not the digest of its operation. */
export function checkOperations(operations: ManifestOperation[]): ManifestOperation[] {
  if (operations.length > maxPublished) throw new InvalidManifest(`more than ${maxPublished} operations`);
  for (const { id, name, body } of operations) {
    if (id !== idOf(body)) throw new InvalidManifest(`the id of ${name} is not the SHA-256 of its body`);
  }
  return operations;
}

export const idOf = (body: string): string => hash('sha256', body);

/** The published operations, by id and by signature. */
export interface PublishedOperations {
  bodies: ReadonlyMap<string, string>;
  /** Finds an operation whatever the layout of its text. */
  signatures: ReadonlySet<string>;
}

export const nothingPublished: PublishedOperations = { bodies: new Map(), signatures: new Set() };

/**
 * Indexes the operations, a few in each turn of the event loop.
 *
 * @throws InvalidManifest when one has a syntax error.
 */
export async function indexOperations(operations: readonly ManifestOperation[]): Promise<PublishedOperations> {
  const signatures = new Set<string>();
  for (const [at, { name, body }] of operations.entries()) {
    if (at % parsedPerTurn === parsedPerTurn - 1) await new Promise((resolve) => setImmediate(resolve));
    try {
      signatures.add(signatureOf(parse(body, { noLocation: true })));
    } catch (error) {
      throw new InvalidManifest(`${name}: ${(error as Error).message}`);
    }
  }
  return { bodies: new Map(operations.map(({ id, body }) => [id, body])), signatures };
}
