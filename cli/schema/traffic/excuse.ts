import type { CoordinateUse, OperationUse } from '../../../registry/usage/read-usage.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import { type ClientPattern, matches } from './client-pattern.ts';

/** Which use of the schema counts. */
export interface UseThresholds {
  /** Fewer requests do not count. */
  minCount: number;
  /** A smaller share of all requests, in percent, does not count. */
  minPercent: number;
  /** The clients that do not count. */
  excluded: readonly ClientPattern[];
}

/** An operation of the traffic that notices a change. */
export interface NoticingUse {
  clientName: string;
  clientVersion: string;
  /** Empty for an operation without a name. */
  operationName: string;
  kind: string;
  requests: number;
}

/** What the use of the schema says about a breaking change. */
export interface UseOfChange {
  change: SchemaChange;
  /** Whether nobody uses it, so that the change may pass. */
  isUnused: boolean;
  /** The requests that notice it, and their share of all requests, in percent. */
  requests: number;
  percent: number;
  /** The operations of the traffic that notice it, the most frequent first. */
  noticedBy: NoticingUse[];
  /** The operations in `clients/` that notice it. */
  clientOperations: readonly string[];
}

/** An operation in `clients/`, with the coordinates that its document uses. */
export interface UsingOperation {
  name: string;
  coordinates: ReadonlySet<string>;
}

/** The coordinates of which an operation must use one to notice the change. Null when any operation may notice it. */
function noticingCoordinates({ path, noticedBy }: SchemaChange): readonly string[] | null {
  if (noticedBy.length > 0) return noticedBy;
  const typeName = /^\w+/.exec(path)?.[0];
  return typeName === undefined ? null : [typeName];
}

/** The coordinates to look for in the traffic. */
export function coordinatesToRead(changes: readonly SchemaChange[]): string[] {
  return [...new Set(breaking(changes).flatMap((change) => noticingCoordinates(change) ?? []))];
}

/**
 * Compares the breaking changes with the operations that clients have sent, and those in `clients/`. A change is unused when no operation in
 * `clients/` notices it, and no request does, or fewer than a threshold demands.
 */
export function excuse(
  changes: readonly SchemaChange[],
  { clients, operations }: CoordinateUse,
  clientOperations: readonly UsingOperation[],
  { minCount, minPercent, excluded }: UseThresholds,
): UseOfChange[] {
  const counts = (client: { clientName: string; clientVersion: string }) =>
    !excluded.some((pattern) => matches(pattern, client));
  const counted = clients.filter(counts);
  const total = sumOf(counted);
  return breaking(changes).map((change) => {
    const coordinates = noticingCoordinates(change);
    const noticing = coordinates === null ? counted.map(anyOperation) : usesOf(operations.filter(counts), coordinates);
    const requests = sumOf(noticing);
    const percent = total === 0 ? 0 : (requests / total) * 100;
    const inClients = clientOperations.filter(
      (each) => coordinates?.some((name) => each.coordinates.has(name)) ?? true,
    );
    return {
      change,
      isUnused: inClients.length === 0 && (requests === 0 || requests < minCount || percent < minPercent),
      requests,
      percent,
      noticedBy: noticing,
      clientOperations: inClients.map(({ name }) => name),
    };
  });
}

const breaking = (changes: readonly SchemaChange[]): SchemaChange[] =>
  changes.filter(({ severity }) => severity === 'breaking');

const sumOf = (uses: readonly { requests: number }[]): number => uses.reduce((sum, { requests }) => sum + requests, 0);

const anyOperation = (client: Pick<NoticingUse, 'clientName' | 'clientVersion' | 'requests'>): NoticingUse => ({
  ...client,
  operationName: '',
  kind: '',
});

/** A request may use several of the coordinates, so the requests for an operation are those for the most frequent one. */
function usesOf(operations: readonly OperationUse[], coordinates: readonly string[]): NoticingUse[] {
  return operations
    .map(({ clientName, clientVersion, operationName, kind, coordinates: used }) => {
      const requests = Math.max(...coordinates.map((coordinate) => used.get(coordinate) ?? 0));
      return { clientName, clientVersion, operationName, kind, requests };
    })
    .filter(({ requests }) => requests > 0)
    .sort((one, other) => other.requests - one.requests);
}
