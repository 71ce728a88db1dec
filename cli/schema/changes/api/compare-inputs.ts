import { type Element, type Elements, parentOf, typeOf } from '../elements.ts';
import type { SchemaChange } from '../schema-change.ts';
import { defaultText, type Input, isRequired, sameDefault } from './default-values.ts';
import type { TypeUses } from './type-uses.ts';

const defaultCodes = {
  FIELD_ARGUMENT: 'FIELD_ARGUMENT_DEFAULT_CHANGED',
  INPUT_FIELD: 'INPUT_FIELD_DEFAULT_VALUE_CHANGED',
  DIRECTIVE_ARGUMENT: 'DIRECTIVE_ARGUMENT_DEFAULT_VALUE_CHANGED',
} as const;

/** The changes of default values. */
export function compareDefaults(before: Elements, after: Elements, uses: TypeUses): SchemaChange[] {
  return [...after].flatMap(([path, now]) => {
    const then = before.get(path);
    const inputs = then && inputsOf(then, now);
    if (!inputs || sameDefault(inputs.old, inputs.current)) return [];
    const severity = severityOfDefault(inputs.old, inputs.current);
    const [old, current] = [defaultText(inputs.old), defaultText(inputs.current)];
    const what = `of '${path}'`;
    const message =
      old === null
        ? `The default value ${current} ${what} was added`
        : current === null
          ? `The default value ${old} ${what} was removed`
          : `The default value ${what} changed from ${old} to ${current}`;
    const note =
      severity === 'breaking'
        ? ', so it is now required'
        : severity === 'safe'
          ? ': it was required, so no client relies on a default'
          : '';
    return [
      { code: defaultCodes[inputs.kind], severity, path, message: message + note, noticedBy: usersOf(path, uses) },
    ];
  });
}

/** The operations that a change of an input matters to even if they do not use it: those that use what it belongs to. */
export function usersOf(path: string, uses: TypeUses): readonly string[] {
  if (path.startsWith('@')) return [];
  const isArgument = path.endsWith(':)');
  return isArgument ? [parentOf(path) ?? path] : uses.inputsOf(typeOf(path) ?? '');
}

// A required input that gets a default: every operation gives a value. One that loses its default may now be required.
function severityOfDefault(before: Input, after: Input): SchemaChange['severity'] {
  if (isRequired(after)) return 'breaking';
  return isRequired(before) ? 'safe' : 'dangerous';
}

type Pair = { kind: keyof typeof defaultCodes; old: Input; current: Input };

function inputsOf(then: Element, now: Element): Pair | null {
  if (then.kind !== now.kind) return null;
  if (now.kind !== 'FIELD_ARGUMENT' && now.kind !== 'INPUT_FIELD' && now.kind !== 'DIRECTIVE_ARGUMENT') return null;
  return { kind: now.kind, old: then.element as Input, current: now.element };
}
