import { directivesOf, type Element } from '../elements.ts';
import type { SchemaChange } from '../schema-change.ts';
import { argumentsOf, type ComparedSupergraph } from '../supergraph.ts';
import { canonicalFieldSet } from './field-owners.ts';

/**
 * The changes of the keys of each type in each subgraph. A gateway that still runs the supergraph before fetches entities by a key that a
 * new version of the subgraph no longer has, so that the removal is dangerous.
 */
export function compareKeys(before: ComparedSupergraph, after: ComparedSupergraph): SchemaChange[] {
  return [...after.elements].flatMap(([path, element]) => {
    const then = before.elements.get(path);
    if (element.kind !== 'TYPE' || then?.kind !== 'TYPE') return [];
    const [old, current] = [keysOf(before, then), keysOf(after, element)];
    const fields = [...after.elements.keys()].filter((each) => each.startsWith(`${path}.`) && !each.endsWith(':)'));
    const subgraphs = [...current.keys()].filter((name) => [...before.subgraphs.values()].includes(name));
    return subgraphs.flatMap((subgraph) =>
      compareInSubgraph(old.get(subgraph) ?? new Map(), current.get(subgraph) ?? new Map()).map(
        ({ code, severity, message }) => ({
          code,
          severity,
          path,
          message: `${message} in subgraph '${subgraph}'`,
          subgraph,
          noticedBy: fields,
        }),
      ),
    );
  });
}

/** Whether a key is resolvable, by its fields. */
type Keys = ReadonlyMap<string, boolean>;

function keysOf(supergraph: ComparedSupergraph, element: Element): Map<string, Keys> {
  const keys = new Map<string, Map<string, boolean>>();
  for (const join of directivesOf(element)) {
    const subgraph = join.name.value === 'join__type' ? supergraph.subgraphOf(join) : undefined;
    if (subgraph === undefined) continue;
    const { key, resolvable } = argumentsOf(join);
    const known = keys.get(subgraph) ?? new Map<string, boolean>();
    keys.set(subgraph, known);
    if (typeof key === 'string') known.set(canonicalFieldSet(key), resolvable !== false);
  }
  return keys;
}

/** Whether a field is part of a key of its type in a subgraph. */
export function isInKey(supergraph: ComparedSupergraph, coordinate: string, subgraph: string): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = supergraph.elements.get(typeName);
  const keys = type && keysOf(supergraph, type).get(subgraph);
  return [...(keys?.keys() ?? [])].some((key) => key.replace(/{.*}/g, '').split(/\s+/).includes(fieldName));
}

type KeyChange = Pick<SchemaChange, 'code' | 'severity' | 'message'>;

function compareInSubgraph(before: Keys, after: Keys): KeyChange[] {
  const removed = [...before.keys()].filter((key) => !after.has(key));
  const added = [...after.keys()].filter((key) => !before.has(key));
  const [old] = removed;
  const [current] = added;
  if (old !== undefined && current !== undefined && removed.length === 1 && added.length === 1) {
    return [{ code: 'KEY_CHANGED', severity: 'dangerous', message: `The key '${old}' changed to '${current}'` }];
  }
  const switched = [...after].filter(([key, resolvable]) => (before.get(key) ?? resolvable) !== resolvable);
  return [
    ...added.map((key) => ({ code: 'KEY_ADDED', severity: 'safe' as const, message: `The key '${key}' was added` })),
    ...removed.map((key) => ({
      code: 'KEY_REMOVED',
      severity: 'dangerous' as const,
      message: `The key '${key}' was removed`,
    })),
    ...switched.map(
      ([key, resolvable]): KeyChange =>
        resolvable
          ? { code: 'KEY_MADE_RESOLVABLE', severity: 'safe', message: `The key '${key}' is resolvable now` }
          : {
              code: 'KEY_MADE_UNRESOLVABLE',
              severity: 'dangerous',
              message: `The key '${key}' is no longer resolvable`,
            },
    ),
  ];
}
