import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  type TypeNode,
  typeFromAST,
} from 'graphql';
import type { Dice } from './dice.ts';
import { hostileText } from './hostile-texts.ts';
import type { Vocabulary } from './input.ts';

const numbers = [0, 1, 2, -1, 101, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1.5, 1e300];
const dates = ['2031-01-01T00:00:00Z', '2031-01-01', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'];
const texts = ['a', '10.00', '+966500000001', 'masar@masar.test', 'https://masar.test/x', 'Riyadh', 'الرياض', '000000'];

/** A value for each variable of the operation, most of them valid where it takes the whole type and hostile at the leaves. */
export function hostileVariables(
  dice: Dice,
  operation: OperationDefinitionNode,
  schemas: readonly GraphQLSchema[],
  { ids }: Vocabulary,
): Record<string, unknown> {
  const entries = (operation.variableDefinitions ?? []).flatMap(({ variable, type }): [string, unknown][] => {
    if (dice.chance(0.05)) return [];
    return [[variable.name.value, inputValue(dice, inputType(type, schemas), ids)]];
  });
  if (dice.chance(0.05)) entries.push([hostileText(dice), hostileText(dice)]);
  return Object.fromEntries(entries);
}

function inputType(node: TypeNode, schemas: readonly GraphQLSchema[]): GraphQLInputType | undefined {
  for (const schema of schemas) {
    const type = typeFromAST(schema, node as never) as unknown;
    if (isInputType(type)) return type;
  }
  return undefined;
}

function inputValue(dice: Dice, type: GraphQLInputType | undefined, ids: readonly string[]): unknown {
  if (type === undefined || dice.chance(0.03)) return wrongValue(dice);
  if (isNonNullType(type)) return inputValue(dice, type.ofType, ids);
  if (isListType(type)) {
    const most = dice.chance(0.02) ? 1_000 : 4;
    return dice.list(most, () => inputValue(dice, type.ofType, ids));
  }
  if (isEnumType(type)) return dice.chance(0.9) ? dice.pick(type.getValues()).name : hostileText(dice);
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || dice.chance(0.6));
    const entries = fields.map((field): [string, unknown] => [field.name, inputValue(dice, field.type, ids)]);
    if (dice.chance(0.05)) entries.push([hostileText(dice), 1]);
    return Object.fromEntries(entries);
  }
  switch (type.name) {
    case 'Int':
    case 'Float':
      return dice.pick(numbers);
    case 'Boolean':
      return dice.chance(0.5);
    case 'ID':
      return dice.chance(0.6) ? dice.pick(ids) : hostileText(dice);
    case 'DateTime':
    case 'Date':
      return dice.chance(0.6) ? dice.pick(dates) : hostileText(dice);
    default:
      return dice.chance(0.4) ? dice.pick(texts) : hostileText(dice);
  }
}

function wrongValue(dice: Dice): unknown {
  return dice.pick<() => unknown>([
    () => null,
    () => [],
    () => ({}),
    () => [[[[1]]]],
    () => dice.pick(numbers),
    () => true,
    () => hostileText(dice),
    () => ({ [hostileText(dice)]: hostileText(dice) }),
  ])();
}
