import { getNamedType, isInterfaceType, isObjectType } from 'graphql';
import type { AuthRule } from '#platform/security/auth-directives.ts';
import { typeOf } from '../elements.ts';
import type { SchemaChange } from '../schema-change.ts';
import type { ComparedSupergraph } from '../supergraph.ts';
import { AccessRules } from './access-rules.ts';
import { describeAccess } from './describe-access.ts';
import { sameRule } from './describe-rule.ts';
import { type ComparedRules, compareFieldAccess, type FieldAccess } from './field-access.ts';
import { dependenciesOf, isCopy } from './rule-sources.ts';
import { viewersOf } from './viewers.ts';
import { meets, type Viewing } from './viewing.ts';

/**
 * Returns the changes of authorization, each at the element whose rule changed, with who gains and who loses access by it. A field that is
 * judged otherwise although no rule changed, because its type or what implements it did, is a change of its own.
 */
export function compareAccess(before: ComparedSupergraph, after: ComparedSupergraph): SchemaChange[] {
  const rules: ComparedRules = { before: new AccessRules(before.sdl), after: new AccessRules(after.sdl) };
  const inBoth = [...after.elements].flatMap(([path, { kind }]) =>
    before.elements.get(path)?.kind === kind && !before.apiLacks(path) && !after.apiLacks(path) ? [{ path, kind }] : [],
  );
  const fields = inBoth.flatMap(({ path, kind }) => (kind === 'FIELD' ? [path] : []));
  const sources = inBoth
    .filter(({ kind }) => kind === 'FIELD' || kind === 'TYPE')
    .map(({ path }) => ({ path, old: rules.before.ruleAt(path), current: rules.after.ruleAt(path) }))
    .filter(({ old, current }) => !sameRule(old, current));
  const changed = new Set(sources.map(({ path }) => path));
  const own = sources.filter(({ path }) => !isCopy(path, changed, after));

  const viewers = viewersOf([...sources.flatMap(({ old, current }) => [old, current]), ...rulesOf(rules, fields)]);
  const effects = fields.map((path) => ({
    path,
    access: compareFieldAccess(rules, path, viewers),
    dependencies: dependenciesOf(path, before, after),
  }));
  const causes = own.map((source) => ({
    ...source,
    ...effectOf(source, viewers),
    affected: [] as string[],
    access: none(),
  }));
  const rest: SchemaChange[] = [];
  for (const { path, access, dependencies } of effects) {
    const responsible = causes.filter((cause) => dependencies.has(cause.path));
    const unexplained = { gain: new Set(access.gain), lose: new Set(access.lose) };
    for (const cause of responsible) {
      const gain = access.gain.filter((viewing) => cause.gain.includes(viewing));
      const lose = access.lose.filter((viewing) => cause.lose.includes(viewing));
      if (gain.length + lose.length > 0) cause.affected.push(path);
      for (const viewing of gain) cause.access.gain.add(viewing) && unexplained.gain.delete(viewing);
      for (const viewing of lose) cause.access.lose.add(viewing) && unexplained.lose.delete(viewing);
    }
    if (unexplained.gain.size + unexplained.lose.size === 0) continue;
    const [typeName = '', fieldName = ''] = path.split('.');
    const old = rules.before.ruleOf(typeName, fieldName);
    const current = rules.after.ruleOf(typeName, fieldName);
    const because = becauseOf(path, before, after);
    rest.push(changeOf({ path, old, current, affected: [path], because }, unexplained, viewers, after));
  }
  return [...causes.map((cause) => changeOf(cause, cause.access, viewers, after)), ...rest];
}

interface RuleChange {
  path: string;
  old: AuthRule | null;
  current: AuthRule | null;
  affected: readonly string[];
  /** Why a field is judged otherwise although no rule changed. */
  because?: string;
}

interface Access {
  gain: Set<Viewing>;
  lose: Set<Viewing>;
}

const none = (): Access => ({ gain: new Set(), lose: new Set() });

/** Who gains and who loses by a rule alone, whatever else a field is under. */
function effectOf({ old, current }: Pick<RuleChange, 'old' | 'current'>, viewers: readonly Viewing[]): FieldAccess {
  return {
    gain: viewers.filter((viewing) => !meets(old, viewing) && meets(current, viewing)),
    lose: viewers.filter((viewing) => meets(old, viewing) && !meets(current, viewing)),
  };
}

function changeOf(
  change: RuleChange,
  access: Access,
  viewers: readonly Viewing[],
  after: ComparedSupergraph,
): SchemaChange {
  const { path, old, current, affected, because } = change;
  const named = (set: ReadonlySet<Viewing>) => viewers.filter((each) => set.has(each)).map(({ name }) => name);
  const [gain, lose] = [named(access.gain), named(access.lose)];
  return {
    code: codeOf(old, current, gain, lose),
    severity: lose.length > 0 ? 'dangerous' : 'safe',
    path,
    message: describeAccess({ path, old, current, gain, lose, affected, because, kind: kindOf(path, after) }),
    access: { gain, lose },
    noticedBy: affected.length > 0 ? affected : [path],
  };
}

function becauseOf(field: string, before: ComparedSupergraph, after: ComparedSupergraph): string {
  const [old, current] = [before, after].map(({ elements }) => {
    const each = elements.get(field);
    return each?.kind === 'FIELD' ? getNamedType(each.element.type).name : '';
  });
  return old === current ? `of the types that implement '${typeOf(field)}'` : `it returns '${current}'`;
}

function codeOf(old: AuthRule | null, current: AuthRule | null, gain: string[], lose: string[]): string {
  if (old === null) return 'AUTHORIZATION_ADDED';
  if (current === null) return 'AUTHORIZATION_REMOVED';
  if (gain.length > 0 === lose.length > 0) return 'AUTHORIZATION_CHANGED';
  return gain.length > 0 ? 'AUTHORIZATION_LOOSENED' : 'AUTHORIZATION_TIGHTENED';
}

function kindOf(path: string, { schema }: ComparedSupergraph): string {
  if (path !== typeOf(path)) return 'Field';
  const type = schema.getType(path);
  return isObjectType(type)
    ? 'Type'
    : isInterfaceType(type)
      ? 'Interface'
      : type && 'getValues' in type
        ? 'Enum'
        : 'Scalar';
}

function* rulesOf({ before, after }: ComparedRules, fields: readonly string[]): Iterable<AuthRule | null> {
  for (const path of fields) {
    const [typeName = '', fieldName = ''] = path.split('.');
    yield before.ruleOf(typeName, fieldName);
    yield after.ruleOf(typeName, fieldName);
  }
}
