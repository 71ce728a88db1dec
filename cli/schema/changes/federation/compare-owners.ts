import type { SchemaChange } from '../schema-change.ts';
import type { ComparedSupergraph } from '../supergraph.ts';
import { isInKey } from './compare-keys.ts';
import { type FieldInSubgraph, type SubgraphsOfField, subgraphsOfField } from './field-owners.ts';

type FieldChange = Omit<SchemaChange, 'path' | 'noticedBy'>;

/**
 * The changes of which subgraphs resolve a field, and of `@override`, `@requires`, `@provides` and `@external`. A subgraph that no longer
 * resolves a field gets it from a gateway that still runs the supergraph before, so that this is dangerous, unless the field is overridden.
 */
export function compareOwners(before: ComparedSupergraph, after: ComparedSupergraph): SchemaChange[] {
  return [...after.elements].flatMap(([path, { kind }]) => {
    if (kind !== 'FIELD' || before.elements.get(path)?.kind !== 'FIELD') return [];
    const [then, now] = [subgraphsOfField(before, path), subgraphsOfField(after, path)];
    const changes = [
      ...compareOverrides(then, now),
      ...compareOwnership(path, { subgraphs: then, of: before }, { subgraphs: now, of: after }),
      ...compareFieldSets(then, now),
      ...compareExternal(path, then, now),
    ];
    return changes.map((change) => ({ ...change, path, noticedBy: [path] }));
  });
}

interface Side {
  subgraphs: SubgraphsOfField;
  of: ComparedSupergraph;
}

function compareOwnership(path: string, then: Side, now: Side): FieldChange[] {
  // A field that an override moves, or has moved, is served by both of its subgraphs while gateways change.
  const isMoving = [...then.subgraphs, ...now.subgraphs].some(([, { override }]) => override !== null);
  if (isMoving) return [];
  const [old, current] = [ownersOf(then.subgraphs), ownersOf(now.subgraphs)];
  const lost = old.filter((name) => !current.includes(name));
  const gained = current.filter((name) => !old.includes(name));
  if (old.length === lost.length && lost.length > 0 && gained.length > 0) {
    return [
      {
        code: 'FIELD_MOVED',
        severity: 'dangerous',
        message: `Field '${path}' moved from ${subgraphsNamed(lost)} to ${subgraphsNamed(gained)} without @override`,
        ...(gained.length === 1 && gained[0] !== undefined ? { subgraph: gained[0] } : {}),
      },
    ];
  }
  // A subgraph that comes or goes is a change of its own, and so is a key with its fields.
  const isOwnChange = (name: string, side: Side, other: Side) =>
    ![...other.of.subgraphs.values()].includes(name) || isInKey(side.of, path, name);
  return [
    ...gained
      .filter((name) => !isOwnChange(name, now, then))
      .map((subgraph) => ({
        code: 'FIELD_OWNER_ADDED',
        severity: 'safe' as const,
        message: `Subgraph '${subgraph}' resolves field '${path}' too`,
        subgraph,
      })),
    ...lost
      .filter((name) => !isOwnChange(name, then, now))
      .map((subgraph) => ({
        code: 'FIELD_OWNER_REMOVED',
        severity: 'dangerous' as const,
        message: `Subgraph '${subgraph}' no longer resolves field '${path}'`,
        subgraph,
      })),
  ];
}

function compareOverrides(then: SubgraphsOfField, now: SubgraphsOfField): FieldChange[] {
  const names = new Set([...then.keys(), ...now.keys()]);
  return [...names].flatMap((subgraph): FieldChange[] => {
    const [old, current] = [then.get(subgraph)?.override ?? null, now.get(subgraph)?.override ?? null];
    const from = (override: NonNullable<FieldInSubgraph['override']>) =>
      `@override(from: "${override.from}"${override.label === null ? '' : `, label: "${override.label}"`})`;
    if (old && current && from(old) !== from(current)) {
      const message = `${from(old)} changed to ${from(current)}`;
      return [{ code: 'OVERRIDE_CHANGED', severity: 'safe', message, subgraph }];
    }
    if (current && !old) {
      const message = `${from(current)} was added in subgraph '${subgraph}'`;
      return [{ code: 'OVERRIDE_ADDED', severity: 'safe', message, subgraph }];
    }
    if (!old || current) return [];
    const message = now.get(subgraph)?.isOwner
      ? `${from(old)} was removed in subgraph '${subgraph}', which keeps the field`
      : `${from(old)} was removed in subgraph '${subgraph}': ${subgraphsNamed(ownersOf(now))} resolves the field again`;
    return [{ code: 'OVERRIDE_REMOVED', severity: 'safe', message, subgraph }];
  });
}

function compareFieldSets(then: SubgraphsOfField, now: SubgraphsOfField): FieldChange[] {
  return [...now].flatMap(([subgraph, current]): FieldChange[] => {
    const old = then.get(subgraph);
    if (!old) return [];
    return (['requires', 'provides'] as const).flatMap((directive): FieldChange[] => {
      const [fields, newFields] = [old[directive], current[directive]];
      if (fields === newFields) return [];
      const text = (set: string) => `@${directive}(fields: "${set}")`;
      const [action, message] =
        fields === null
          ? ['ADDED', `${text(newFields ?? '')} was added`]
          : newFields === null
            ? ['REMOVED', `${text(fields)} was removed`]
            : ['CHANGED', `${text(fields)} changed to ${text(newFields)}`];
      const where = ` in subgraph '${subgraph}'`;
      return [{ code: `${directive.toUpperCase()}_${action}`, severity: 'safe', message: message + where, subgraph }];
    });
  });
}

/** A subgraph that resolved the field, or does now, is named as that. */
function compareExternal(path: string, then: SubgraphsOfField, now: SubgraphsOfField): FieldChange[] {
  const externals = (side: SubgraphsOfField, other: SubgraphsOfField) =>
    [...side].flatMap(([name, { isExternal }]) => (isExternal && !other.get(name) ? [name] : []));
  const change = (code: string, subgraph: string, message: string): FieldChange => ({
    code,
    severity: 'safe',
    message,
    subgraph,
  });
  return [
    ...externals(now, then).map((name) =>
      change('EXTERNAL_ADDED', name, `Subgraph '${name}' refers to field '${path}' by @external`),
    ),
    ...externals(then, now).map((name) =>
      change('EXTERNAL_REMOVED', name, `Subgraph '${name}' no longer refers to field '${path}' by @external`),
    ),
  ];
}

function ownersOf(subgraphs: SubgraphsOfField): string[] {
  return [...subgraphs].flatMap(([name, { isOwner }]) => (isOwner ? [name] : [])).sort();
}

function subgraphsNamed(names: readonly string[]): string {
  return `subgraph${names.length === 1 ? '' : 's'} ${names.map((name) => `'${name}'`).join(' and ')}`;
}
