import type { AuthRule } from '#platform/security/auth-directives.ts';
import { describeRule, sameRule } from './describe-rule.ts';

export interface DescribedAccess {
  path: string;
  /** `Field`, `Type`, `Interface`, `Enum` or `Scalar`. */
  kind: string;
  old: AuthRule | null;
  current: AuthRule | null;
  gain: readonly string[];
  lose: readonly string[];
  affected: readonly string[];
  /** Why a field is judged otherwise although no rule changed. */
  because: string | undefined;
}

/** `Type 'Trip' requires @authenticated now: anonymous loses access to 5 fields`. */
export function describeAccess({ path, kind, old, current, gain, lose, affected, because }: DescribedAccess): string {
  const element = `${kind} '${path}'`;
  const what =
    affected.length === 0 || (affected.length === 1 && affected[0] === path) ? '' : ` to ${fields(affected)}`;
  const effects = [
    ...(gain.length > 0 ? [`${list(gain)} ${gain.length === 1 ? 'gains' : 'gain'} access${what}`] : []),
    ...(lose.length > 0 ? [`${list(lose)} ${lose.length === 1 ? 'loses' : 'lose'} access${what}`] : []),
  ];
  const effect = effects.length > 0 ? effects.join('; ') : 'nobody gains or loses access';
  const cause = because === undefined ? '' : `, because ${because}`;
  return `${element} ${ruleChange(old, current)}${cause}: ${effect}`;
}

function ruleChange(old: AuthRule | null, current: AuthRule | null): string {
  if (current === null) return old === null ? 'is judged otherwise' : `no longer requires ${describeRule(old)}`;
  if (old === null) return `requires ${describeRule(current)} now`;
  if (sameRule(old, current)) return `requires ${describeRule(current)} as before`;
  return `requires ${describeRule(current)} instead of ${describeRule(old)}`;
}

function fields(affected: readonly string[]): string {
  return affected.length === 1 ? `'${affected[0]}'` : `${affected.length} fields`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
