import { type Change, CriticalityLevel } from '@graphql-inspector/core';
import { DirectiveLocation, type GraphQLSchema, isInterfaceType } from 'graphql';
import { type Elements, membersOf, typeOf } from '../elements.ts';
import type { Severity } from '../schema-change.ts';
import { usersOf } from './compare-inputs.ts';
import { type Input, isRequired } from './default-values.ts';
import type { TypeUses } from './type-uses.ts';

/** The two API schemas of a comparison, and where the first uses its types. */
export interface Compared {
  before: { schema: GraphQLSchema; elements: Elements; uses: TypeUses };
  after: { schema: GraphQLSchema; elements: Elements };
}

/** What a change means for the operations that are valid before it. */
export interface Judgement {
  severity: Severity;
  noticedBy: readonly string[];
  /** Why it is not as severe as such a change may be. */
  note?: string;
}

/** The severities of the library. */
export const severities: Record<CriticalityLevel, Severity> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
};

/**
 * Judges a change of the library. It corrects the library's verdict where that does not know whether an operation sends or receives a type,
 * and where it takes a new type for one that no operation receives.
 */
export function judge(change: Change, path: string, compared: Compared): Judgement {
  const judgement = bySort(change, path, compared);
  const typeName = typeOf(path);
  // A change that no operation can reach. A new type is unreachable before, which says nothing about the interfaces that it implements.
  const isOut =
    typeName !== null && compared.before.elements.has(typeName) && !compared.before.uses.isReachable(typeName);
  if (!isOut || judgement.severity === 'safe') return judgement;
  return { severity: 'safe', noticedBy: [], note: 'no operation can reach it' };
}

function bySort(change: Change, path: string, compared: Compared): Judgement {
  const byLibrary = severities[change.criticality.level];
  const { before, after } = compared;
  const { uses } = before;
  const type = typeOf(path) ?? '';
  switch (change.type) {
    case 'ENUM_VALUE_ADDED': {
      const receivedBy = uses.fieldsReturning(type);
      if (receivedBy.length > 0) return { severity: 'dangerous', noticedBy: receivedBy };
      return { severity: 'safe', noticedBy: receivedBy, note: 'operations only send the enum' };
    }
    case 'ENUM_VALUE_REMOVED': {
      if (uses.inputsOf(type).length > 0) return { severity: 'breaking', noticedBy: [path] };
      return { severity: 'dangerous', noticedBy: uses.fieldsReturning(type), note: 'operations only receive the enum' };
    }
    case 'UNION_MEMBER_ADDED':
    case 'UNION_MEMBER_REMOVED':
      return { severity: byLibrary, noticedBy: [type, ...uses.fieldsReturning(type)] };
    case 'OBJECT_TYPE_INTERFACE_ADDED':
    case 'OBJECT_TYPE_INTERFACE_REMOVED':
      return judgeInterface(change, path, compared);
    case 'TYPE_REMOVED':
    case 'TYPE_KIND_CHANGED':
      return { severity: byLibrary, noticedBy: usesOf(type, before) };
    case 'FIELD_ARGUMENT_ADDED':
    case 'INPUT_FIELD_ADDED': {
      const input = after.elements.get(path)?.element as Input;
      const severity = isRequired(input) ? 'breaking' : input.defaultValue === undefined ? 'safe' : 'dangerous';
      return { severity, noticedBy: usersOf(path, uses) };
    }
    case 'FIELD_ARGUMENT_TYPE_CHANGED':
    case 'INPUT_FIELD_TYPE_CHANGED': {
      const [then, now] = [before, after].map(({ elements }) => elements.get(path)?.element as Input);
      const becomesRequired = then && now && isRequired(now) && !isRequired(then);
      return { severity: byLibrary, noticedBy: becomesRequired ? [...usersOf(path, uses), path] : [path] };
    }
    case 'SCHEMA_QUERY_TYPE_CHANGED':
    case 'SCHEMA_MUTATION_TYPE_CHANGED':
    case 'SCHEMA_SUBSCRIPTION_TYPE_CHANGED':
      return { severity: byLibrary, noticedBy: fieldsOf(type, before.schema) };
    default:
      if (path.startsWith('@')) return judgeDirective(change, path, compared, byLibrary);
      return { severity: byLibrary, noticedBy: [path] };
  }
}

/** An operation notices it by a fragment on the interface, or by a field that returns the interface. */
function judgeInterface(change: Change, path: string, { before, after }: Compared): Judgement {
  const { addedInterfaceName, removedInterfaceName } = change.meta as Record<string, string | undefined>;
  const name = addedInterfaceName ?? removedInterfaceName ?? '';
  const isAdded = change.type === 'OBJECT_TYPE_INTERFACE_ADDED';
  const isReachable = before.uses.isReachable(name);
  // Which objects an interface is for is said by the objects' types.
  const ofInterface = isInterfaceType((isAdded ? after : before).schema.getType(path));
  if (!isReachable || ofInterface) return { severity: 'safe', noticedBy: [path] };
  return {
    severity: isAdded ? 'dangerous' : 'breaking',
    noticedBy: [name, ...before.uses.fieldsReturning(name), ...fieldsOf(name, before.schema)],
  };
}

/** What a client can send only concerns the places of a directive in an operation. */
function judgeDirective(change: Change, path: string, { before, after }: Compared, byLibrary: Severity): Judgement {
  const everyOperation: readonly string[] = [];
  const name = /^@(\w+)/.exec(path)?.[1] ?? '';
  const locations = before.schema.getDirective(name)?.locations ?? [];
  const removed = (change.meta as { removedDirectiveLocation?: string }).removedDirectiveLocation;
  const concerned = removed === undefined ? locations : locations.filter((each) => each === removed);
  if (!concerned.some((each) => inOperations.has(each))) return { severity: 'safe', noticedBy: everyOperation };
  if (change.type !== 'DIRECTIVE_ARGUMENT_ADDED') return { severity: byLibrary, noticedBy: everyOperation };
  const input = after.elements.get(path)?.element as Input;
  const severity = isRequired(input) ? 'breaking' : input.defaultValue === undefined ? 'safe' : 'dangerous';
  return { severity, noticedBy: everyOperation };
}

const inOperations: ReadonlySet<string> = new Set([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
]);

/** Everything through which an operation uses a type. */
export function usesOf(typeName: string, { schema, uses }: Compared['before']): readonly string[] {
  const type = schema.getType(typeName);
  return [
    typeName,
    ...(type ? membersOf(type).keys() : []),
    ...uses.fieldsReturning(typeName),
    ...uses.fieldsReturningAbstract(typeName),
    ...uses.inputsOf(typeName),
  ];
}

function fieldsOf(typeName: string, schema: GraphQLSchema): readonly string[] {
  const type = schema.getType(typeName);
  return type ? [...membersOf(type)].flatMap(([coordinate, { kind }]) => (kind === 'FIELD' ? [coordinate] : [])) : [];
}
