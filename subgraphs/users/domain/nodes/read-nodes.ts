import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import { type Node, type NodeSource, nodeSourceOf } from './node-sources.ts';

/** Ids of one `nodes` field. */
export const maxNodes = 100;

/** Reads an object by the field of its source, with the rights of that field. */
export type ReadById = (source: NodeSource, id: string) => Promise<Node | null>;

/**
 * Reads a node. Returns null when there is none, or when its source refuses it to the viewer.
 *
 * @throws Refusal BAD_USER_INPUT when no node has such ids; SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT.
 */
export async function readNode(id: string, read: ReadById, field = 'id'): Promise<Node | null> {
  const source = nodeSourceOf(id);
  if (!source) throw badUserInput(field, 'id');
  try {
    return await read(source, id);
  } catch (error) {
    if (isHidden(error)) return null;
    throw error;
  }
}

/**
 * Reads nodes, each as {@link readNode} does, in the order of their ids. One that cannot be read fails by itself.
 *
 * @throws Refusal BAD_USER_INPUT for too many ids.
 */
export function readNodes(ids: readonly string[], read: ReadById): Promise<Node | null>[] {
  if (ids.length > maxNodes) throw badUserInput('ids');
  const nodes = new Map([...new Set(ids)].map((id) => [id, readNode(id, read, 'ids')]));
  return ids.flatMap((id) => nodes.get(id) ?? []);
}

const isHidden = (error: unknown): boolean =>
  error instanceof Refusal && ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'].includes(error.code);
