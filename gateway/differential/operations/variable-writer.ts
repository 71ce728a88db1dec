import {
  type GraphQLInputType,
  getNamedType,
  isNonNullType,
  isNullableType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { hasBigInts } from '#platform/lossless-json.ts';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { Choices } from './choices.ts';
import { InputValues } from './input-values.ts';

/** Names of variables that the planner and its patches declare in fetches: `_3_` is the subgraph with the contexts. */
const reservedNames: readonly string[] = [
  'representations',
  'representations_0',
  'contextualArgument_3_0',
  'contextualArgument_3_1',
  'literal__0',
  'client__0',
];

/** Declares the variables of one operation as they are used: with or without a default; set, omitted or null. */
export class VariableWriter {
  /** As the client sends them. */
  readonly values: JsonObject = {};
  /** As they are written for a server that reads no long integer in an ID or a float. */
  readonly exactValues: JsonObject = {};
  readonly features: Set<string>;
  readonly #choices: Choices;
  readonly #inputs: InputValues;
  readonly #prefix: string;
  readonly #names = new Set<string>();
  readonly #definitions: string[] = [];
  readonly #conditions: string[] = [];

  constructor(choices: Choices, prefix: string, features: Set<string>) {
    this.#choices = choices;
    this.#inputs = new InputValues(choices);
    this.#prefix = prefix;
    this.features = features;
  }

  /** The variable definitions of the operation, in parentheses; empty when there are none. */
  get text(): string {
    return this.#definitions.length === 0 ? '' : `(${this.#definitions.join(', ')})`;
  }

  /** The value of an argument: a literal, a variable, or a literal that contains variables. */
  argument(type: GraphQLInputType): string {
    const choices = this.#choices;
    if (choices.happens(0.4)) return `$${this.#declare(type)}`;
    const { text } = this.#inputs.make(type, (part) => (choices.happens(0.12) ? this.#declare(part) : null));
    const scalar = getNamedType(type);
    const isCustom = isScalarType(scalar) && !isSpecifiedScalarType(scalar);
    if (isCustom && text !== 'null' && !text.startsWith('$')) this.features.add('custom scalar literal');
    return text;
  }

  /** The condition of a `@skip` or an `@include`. */
  condition(): string {
    const choices = this.#choices;
    if (choices.happens(0.2)) return String(choices.happens(0.5));
    if (this.#conditions.length > 0 && choices.happens(this.#conditions.length > 2 ? 1 : 0.4)) {
      return `$${choices.of(this.#conditions)}`;
    }
    const name = this.#nameOf(`if${this.#conditions.length}`);
    this.#conditions.push(name);
    const [type, isSet] = choices.of<[string, boolean]>([
      ['Boolean!', true],
      ['Boolean! = true', false],
      ['Boolean! = false', true],
      ['Boolean = true', false],
      ['Boolean = false', true],
    ]);
    this.#definitions.push(`$${name}: ${type}`);
    if (isSet) this.#setTo(name, choices.happens(0.5));
    else this.features.add('variable with a default');
    return `$${name}`;
  }

  #nameOf(usual: string): string {
    const choices = this.#choices;
    const free = reservedNames.filter((name) => !this.#names.has(name));
    const isReserved = free.length > 0 && choices.happens(0.12);
    if (isReserved) this.features.add('variable with a reserved name');
    const name = isReserved ? choices.of(free) : `${this.#prefix}${usual}`;
    this.#names.add(name);
    return name;
  }

  #declare(type: GraphQLInputType): string {
    const choices = this.#choices;
    const name = this.#nameOf(`v${this.#definitions.length}`);
    if (choices.happens(0.3)) this.#declareWithDefault(name, type);
    else {
      this.#definitions.push(`$${name}: ${type}`);
      this.#set(name, type, isNullableType(type) && choices.happens(0.4));
    }
    return name;
  }

  #declareWithDefault(name: string, type: GraphQLInputType): void {
    const choices = this.#choices;
    this.features.add('variable with a default');
    const nullable = isNonNullType(type) ? type.ofType : type;
    const strict = isNonNullType(type) && choices.happens(0.5);
    const { text } = isNonNullType(type) ? this.#inputs.make(type) : this.#inputs.make(nullable);
    this.#definitions.push(`$${name}: ${strict ? type : nullable} = ${text}`);
    // Rare, because a null in a non-null position is an error of the whole field.
    if (!strict && choices.happens(isNonNullType(type) ? 0.05 : 0.35)) this.#setTo(name, null);
    else this.#set(name, type, choices.happens(0.5));
  }

  #set(name: string, type: GraphQLInputType, isOmitted: boolean): void {
    if (isOmitted) {
      this.features.add('omitted variable');
      return;
    }
    const { json, exact } = this.#inputs.make(type);
    this.#setTo(name, json, exact);
  }

  #setTo(name: string, json: unknown, exact = json): void {
    this.values[name] = json;
    this.exactValues[name] = exact;
    if (json === null) this.features.add('null variable');
    if (hasBigInts(json)) this.features.add('variable with a long integer');
  }
}
