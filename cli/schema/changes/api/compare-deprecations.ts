import type { Element, Elements } from '../elements.ts';
import type { SchemaChange } from '../schema-change.ts';

/** The deprecations that were added, removed or got another reason, of fields, arguments, input fields and enum values. */
export function compareDeprecations(before: Elements, after: Elements): SchemaChange[] {
  return [...after].flatMap(([path, now]) => {
    const then = before.get(path);
    if (!then || then.kind !== now.kind) return [];
    const [old, reason] = [reasonOf(then), reasonOf(now)];
    if (old === reason) return [];
    const [action, message] =
      old === null
        ? ['ADDED', `'${path}' is deprecated: ${reason}`]
        : reason === null
          ? ['REMOVED', `'${path}' is no longer deprecated`]
          : ['REASON_CHANGED', `The reason why '${path}' is deprecated changed from '${old}' to '${reason}'`];
    return [{ code: `${now.kind}_DEPRECATION_${action}`, severity: 'safe' as const, path, message, noticedBy: [path] }];
  });
}

function reasonOf({ element }: Element): string | null {
  return 'deprecationReason' in element ? (element.deprecationReason ?? null) : null;
}
