import type { Approval } from '../approvals/approval.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import type { LostAccess } from '../operations/lost-access.ts';
import type { ElementPlaces } from '../sources/element-places.ts';
import type { CheckedChange, CheckedLostAccess, TrafficUse } from './checked-change.ts';

export interface Judging {
  approvals: ReadonlyMap<SchemaChange, Approval>;
  /** What the traffic says about the breaking changes; empty without `--traffic`. */
  traffic: ReadonlyMap<SchemaChange, TrafficUse>;
  failOnDangerous: boolean;
  places: ElementPlaces;
}

/** Judges a change: whether it fails the check, and what excuses it. */
export function judge(change: SchemaChange, { approvals, traffic, failOnDangerous, places }: Judging): CheckedChange {
  const approval = approvals.get(change);
  const use = change.severity === 'breaking' ? traffic.get(change) : undefined;
  const place = places.nearest(change.path, change.subgraph);
  return {
    ...change,
    failure: approval ? null : failureOf(change, use, failOnDangerous),
    ...(approval ? { approval } : {}),
    ...(use ? { traffic: use } : {}),
    ...(place ? { place } : {}),
  };
}

function failureOf(
  { severity, access }: SchemaChange,
  use: TrafficUse | undefined,
  failOnDangerous: boolean,
): CheckedChange['failure'] {
  if (severity === 'breaking' && !use?.isUnused) return 'breaking';
  if (access && access.gain.length > 0) return 'loosened';
  return severity === 'dangerous' && failOnDangerous ? 'dangerous' : null;
}

/** Whether a change of authorization takes a field from a client's operation. */
function takes({ access, noticedBy }: SchemaChange, { coordinate, roles }: LostAccess): boolean {
  return access !== undefined && noticedBy.includes(coordinate) && roles.some((role) => access.lose.includes(role));
}

/** Judges a lost field: it is approved if each change that takes it is. */
export function judgeLostAccess(lost: LostAccess, changes: readonly CheckedChange[]): CheckedLostAccess {
  const causes = changes.filter((change) => takes(change, lost));
  return { ...lost, isApproved: causes.length > 0 && causes.every(({ approval }) => approval !== undefined) };
}

/** Makes the changes breaking by which an operation of a client loses a field. */
export function withLostAccess(changes: readonly SchemaChange[], lost: readonly LostAccess[]): SchemaChange[] {
  const raised = changes.map(
    (change): SchemaChange => (lost.some((each) => takes(change, each)) ? { ...change, severity: 'breaking' } : change),
  );
  return [
    ...raised.filter(({ severity }) => severity === 'breaking'),
    ...raised.filter(({ severity }) => severity !== 'breaking'),
  ];
}
