import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
} from 'graphql';
import { isJsonObject } from '../../graphql/json-object.ts';
import type { CoercedVariables } from './cost-program.ts';
import type { CostWeights } from './cost-weights.ts';

/** The cost of an argument with its value, from the values of the variables. A null has no fields. */
export type ArgumentCost = (variables: CoercedVariables) => number;

/**
 * The weights of arguments and input fields. By default an input object weighs 1 and any other value 0. The weights of an input object's
 * fields count for each object in a list.
 */
export class InputCosts {
  readonly #weights: Pick<CostWeights, 'weight'>;
  readonly #weighing = new Map<GraphQLInputType, boolean>();

  constructor(weights: Pick<CostWeights, 'weight'>) {
    this.#weights = weights;
  }

  /** Compiles the cost of an argument of a field. It is a number where no variable matters. */
  ofArgument(field: string, { name, type }: GraphQLArgument, value: ValueNode): number | ArgumentCost {
    const weight = this.#weightOf(`${field}(${name}:)`, type);
    const weighsInside = this.#weighsInside(type);
    if (!hasVariable(value)) return weight + (weighsInside ? this.#ofLiteral(type, value, {}) : 0);
    if (value.kind !== Kind.VARIABLE) return (variables) => weight + this.#ofLiteral(type, value, variables);
    if (weight === 0 && !weighsInside) return 0;
    const variable = value.name.value;
    return (variables) => {
      const passed = variables[variable];
      if (passed === undefined) return 0;
      return weighsInside ? weight + this.#ofValue(type, passed) : weight;
    };
  }

  #weightOf(coordinate: string, type: GraphQLInputType): number {
    return this.#weights.weight(coordinate) ?? (isInputObjectType(getNamedType(type)) ? 1 : 0);
  }

  /** Whether a field inside a value of the type can have a weight. */
  #weighsInside(type: GraphQLInputType): boolean {
    const named = getNamedType(type);
    if (!isInputObjectType(named)) return false;
    const known = this.#weighing.get(named);
    if (known !== undefined) return known;
    // A type inside itself is taken for one with weights, which costs no more than reading its values.
    this.#weighing.set(named, true);
    const weighs = Object.values(named.getFields()).some(
      (field) => this.#weightOf(`${named.name}.${field.name}`, field.type) !== 0 || this.#weighsInside(field.type),
    );
    this.#weighing.set(named, weighs);
    return weighs;
  }

  #ofLiteral(type: GraphQLInputType, value: ValueNode, variables: CoercedVariables): number {
    if (value.kind === Kind.VARIABLE) return this.#ofValue(type, variables[value.name.value]);
    const inner = itemType(type);
    if (value.kind === Kind.LIST) {
      return value.values.reduce((sum, each) => sum + this.#ofLiteral(inner, each, variables), 0);
    }
    const named = getNamedType(type);
    if (value.kind !== Kind.OBJECT || !isInputObjectType(named)) return 0;
    const fields = named.getFields();
    return value.fields.reduce((sum, { name, value: passed }) => {
      const field = fields[name.value];
      if (!field || (passed.kind === Kind.VARIABLE && variables[passed.name.value] === undefined)) return sum;
      const weight = this.#weightOf(`${named.name}.${field.name}`, field.type);
      return sum + weight + this.#ofLiteral(field.type, passed, variables);
    }, 0);
  }

  #ofValue(type: GraphQLInputType, value: unknown): number {
    if (Array.isArray(value)) {
      const inner = itemType(type);
      let sum = 0;
      for (const each of value) sum += this.#ofValue(inner, each);
      return sum;
    }
    const named = getNamedType(type);
    if (!isJsonObject(value) || !isInputObjectType(named)) return 0;
    const fields = named.getFields();
    let sum = 0;
    for (const [name, passed] of Object.entries(value)) {
      const field = fields[name];
      if (!field || passed === undefined) continue;
      sum += this.#weightOf(`${named.name}.${name}`, field.type) + this.#ofValue(field.type, passed);
    }
    return sum;
  }
}

function itemType(type: GraphQLInputType): GraphQLInputType {
  if (isNonNullType(type)) return itemType(type.ofType);
  return isListType(type) ? type.ofType : type;
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => hasVariable(field.value));
}
