import type { Compared } from '../check/check-schema.ts';
import type { CheckedChange, CheckedLostAccess } from '../check/checked-change.ts';
import { disagreementCode } from '../composition/composition-codes.ts';
import type { Place } from '../sources/element-places.ts';
import { count } from './count.ts';

/** `subgraphs/trips/schema.graphql:5:3`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** What the check says about a change beside its message: why it fails, or what excuses it. */
export function remarksOn({ failure, approval, traffic }: CheckedChange): string[] {
  return [
    ...(approval ? [`approved by ${approval.who} until ${approval.until}: ${approval.reason}`] : []),
    ...(failure === 'loosened' ? ['fails: somebody gains access, which needs an approval'] : []),
    ...(failure === 'dangerous' ? ['fails: --fail-on dangerous'] : []),
    ...(traffic && !approval ? traffic.lines : []),
  ];
}

/** `passenger no longer gets Trip.price`. */
export function lostText({ roles, coordinate, isApproved }: CheckedLostAccess): string {
  const who =
    roles.length > 1
      ? `${roles.slice(0, -1).join(', ')} and ${roles.at(-1)} no longer get`
      : `${roles[0]} no longer gets`;
  return `${who} ${coordinate}${isApproved ? ' (approved)' : ''}`;
}

/** The first line: `The schema, compared with main at 0123456789ab:`. */
export function headline({ base, baseHasSchema, changes }: Compared): string {
  if (!baseHasSchema) return `${base} has no schema to compare with.`;
  const isSame = changes.every(({ code }) => code === disagreementCode);
  return isSame ? `The schema is the same as ${base}.` : `The schema, compared with ${base}:`;
}

/** The last line: whether the check passes, and why not. */
export function verdict({ ok, changes, faults, lostAccess, staleApprovals }: Compared): string {
  if (ok) return 'Fine.';
  const failing = (kind: CheckedChange['failure']) => changes.filter(({ failure }) => failure === kind).length;
  const lost = lostAccess.filter(({ isApproved }) => !isApproved).length;
  const reasons: [number, string][] = [
    [failing('breaking'), 'breaking change'],
    [failing('loosened'), 'change by which somebody gains access'],
    [failing('dangerous'), 'dangerous change'],
    [faults.length + lost, 'fault'],
    [staleApprovals.length, 'stale approval'],
  ];
  const present = reasons
    .filter(([n]) => n > 0)
    .map(([n, thing]) =>
      thing === 'fault'
        ? `${count(n, thing)} in client operations`
        : thing.startsWith('change ')
          ? thing.replace('change', count(n, 'change'))
          : count(n, thing),
    );
  return `Not fine: ${present.length > 1 ? `${present.slice(0, -1).join(', ')} and ${present.at(-1)}` : present[0]}.`;
}
