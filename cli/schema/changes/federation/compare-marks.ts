import { print } from 'graphql';
import { directivesOf, type Element } from '../elements.ts';
import type { SchemaChange } from '../schema-change.ts';
import type { ComparedSupergraph } from '../supergraph.ts';
import { isAddedByInterface } from './field-owners.ts';

/**
 * The changes of `@tag`, of `@inaccessible` where clients notice nothing else, and of the directives that the subgraphs compose themselves,
 * such as `@state`.
 */
export function compareMarks(
  before: ComparedSupergraph,
  after: ComparedSupergraph,
  apiChanges: readonly SchemaChange[],
): SchemaChange[] {
  const changed = new Set(apiChanges.map(({ path }) => path));
  return [...after.elements].flatMap(([path, now]) => {
    const then = before.elements.get(path);
    if (!then || then.kind !== now.kind || isAddedByInterface(after, path)) return [];
    const changes = [
      ...compareTags([before, then], [after, now], path),
      ...(changed.has(path) ? [] : compareInaccessible([before, then], [after, now], path)),
      ...compareComposed([before, then], [after, now], path),
    ];
    return changes.map((change) => ({ ...change, path, noticedBy: now.kind === 'TYPE' ? [] : [path] }));
  });
}

type Side = readonly [ComparedSupergraph, Element];
type Mark = Pick<SchemaChange, 'code' | 'severity' | 'message'>;

function compareTags([before, then]: Side, [after, now]: Side, path: string): Mark[] {
  const [old, current] = [before.applied(then, 'tag'), after.applied(now, 'tag')].map((tags) =>
    tags.map(({ name }) => String(name)).sort(),
  );
  const missing = (names: string[] = [], others: string[] = []) => names.filter((name) => !others.includes(name));
  return [
    ...missing(current, old).map((name) => mark('TAG_ADDED', `@tag(name: "${name}") was added to '${path}'`)),
    ...missing(old, current).map((name) => mark('TAG_REMOVED', `@tag(name: "${name}") was removed from '${path}'`)),
  ];
}

function compareInaccessible([before, then]: Side, [after, now]: Side, path: string): Mark[] {
  const [old, current] = [before.applied(then, 'inaccessible'), after.applied(now, 'inaccessible')];
  if (old.length === current.length) return [];
  return current.length > 0
    ? [mark('INACCESSIBLE_ADDED', `'${path}' is @inaccessible now; clients did not see it before`)]
    : [mark('INACCESSIBLE_REMOVED', `'${path}' is no longer @inaccessible; clients do not see it still`)];
}

function mark(code: string, message: string): Mark {
  return { code, severity: 'safe', message };
}

function compareComposed([before, then]: Side, [after, now]: Side, path: string): Mark[] {
  const texts = (side: ComparedSupergraph, element: Element) =>
    directivesOf(element)
      .filter(({ name }) => side.isComposed(name.value))
      .map((directive) => print(directive));
  const [old, current] = [texts(before, then), texts(after, now)];
  const change = (code: string, message: string): Mark => ({ code, severity: 'dangerous', message });
  return [
    ...current
      .filter((text) => !old.includes(text))
      .map((text) => change('DIRECTIVE_USAGE_ADDED', `${text} was added to '${path}'`)),
    ...old
      .filter((text) => !current.includes(text))
      .map((text) => change('DIRECTIVE_USAGE_REMOVED', `${text} was removed from '${path}'`)),
  ];
}
