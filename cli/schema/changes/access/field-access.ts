import { getNamedType, isCompositeType } from 'graphql';
import { typeOf } from '../elements.ts';
import type { AccessRules } from './access-rules.ts';
import { meets, type Viewing } from './viewing.ts';

/** The authorization of two supergraphs. */
export interface ComparedRules {
  before: AccessRules;
  after: AccessRules;
}

/** Who gains and who loses a field that both supergraphs have. */
export interface FieldAccess {
  gain: readonly Viewing[];
  lose: readonly Viewing[];
}

/**
 * Compares the access to a field, as the gateway decides it. Of an interface's field, a viewer gains or loses it for the objects of a type;
 * one with selections also when it may no longer be selected of the interface, because a type is under a rule.
 */
export function compareFieldAccess(rules: ComparedRules, coordinate: string, viewers: readonly Viewing[]): FieldAccess {
  const { before, after } = rules;
  const typeName = typeOf(coordinate) ?? '';
  const fieldName = coordinate.slice(typeName.length + 1);
  const remaining = new Set(after.implementationsOf(typeName));
  const types = before.implementationsOf(typeName).filter((name) => remaining.has(name));
  const may = (side: AccessRules, viewing: Viewing, type: string) =>
    meets(side.ruleFor(typeName, fieldName, type), viewing);
  const whole = (viewing: Viewing) =>
    [before, after].map((side) => side.mayAccess(viewing, typeName, fieldName)) as [boolean, boolean];
  if (types.length === 0) {
    return {
      gain: viewers.filter((viewing) => isGain(whole(viewing))),
      lose: viewers.filter((viewing) => isLoss(whole(viewing))),
    };
  }
  const ofTypes = (viewing: Viewing) =>
    types.map((type): [boolean, boolean] => [may(before, viewing, type), may(after, viewing, type)]);
  const hasSelections = isComposite(after, typeName, fieldName);
  return {
    gain: viewers.filter((viewing) => ofTypes(viewing).some(isGain)),
    lose: viewers.filter((viewing) => ofTypes(viewing).some(isLoss) || (hasSelections && isLoss(whole(viewing)))),
  };
}

const isGain = ([before, after]: readonly [boolean, boolean]): boolean => !before && after;
const isLoss = ([before, after]: readonly [boolean, boolean]): boolean => before && !after;

function isComposite({ schema }: AccessRules, typeName: string, fieldName: string): boolean {
  const type = schema.getType(typeName);
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  return field !== undefined && isCompositeType(getNamedType(field.type));
}
