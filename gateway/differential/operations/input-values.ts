import {
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLNamedInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Choices } from './choices.ts';

/** A value as JSON, for variables, and as GraphQL text, for literals. */
export interface InputValue {
  json: unknown;
  /** The JSON for a server that reads no integer beyond 2^53 in an ID or a float: text in an ID, a number in a float. */
  exact: unknown;
  text: string;
}

const inputValue = (json: unknown, text: string, exact = json): InputValue => ({ json, exact, text });

const customScalars: readonly InputValue[] = [
  inputValue(1, '1'),
  inputValue('x', '"x"'),
  inputValue([true, null], '[true, null]'),
  inputValue({ a: { b: [0.5] } }, '{a: {b: [0.5]}}'),
  inputValue(12345678901234567890n, '12345678901234567890'),
  inputValue({ a: [-9007199254740993n] }, '-9007199254740993'),
  inputValue('RED', 'RED'),
  inputValue({ k: 'RED' }, '{k: RED, price: 1.10, list: [1e400, "RED"]}'),
  inputValue({}, '1.10'),
  inputValue([], '1e400'),
  inputValue('a \n b', '"""a\n  "quoted" b"""'),
];

const nullValue = inputValue(null, 'null');

/**
 * Generates values of input types. Those of a custom scalar are arbitrary, unless its extensions list its `validValues`, as InputValues.
 */
export class InputValues {
  readonly #choices: Choices;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** A value of a type. When `variable` returns a name for a part, its text is that variable and its JSON is not usable. */
  make(
    type: GraphQLInputType,
    variable: (type: GraphQLInputType) => string | null = () => null,
    depth = 0,
  ): InputValue {
    const name = variable(type);
    if (name !== null) return inputValue(null, `$${name}`);
    if (isNonNullType(type)) return this.#makeNonNull(type.ofType, variable, depth);
    return this.#choices.happens(0.12) ? nullValue : this.#makeNonNull(type, variable, depth);
  }

  #makeNonNull(type: GraphQLInputType, variable: (type: GraphQLInputType) => string | null, depth: number): InputValue {
    const choices = this.#choices;
    if (isListType(type)) {
      // Coercion makes a list of a single value.
      if (choices.happens(0.1) && !isListType(type.ofType)) return this.make(type.ofType, () => null, depth + 1);
      const items = Array.from({ length: choices.below(3) }, () => this.make(type.ofType, variable, depth + 1));
      return {
        json: items.map(({ json }) => json),
        exact: items.map(({ exact }) => exact),
        text: `[${items.map(({ text }) => text).join(', ')}]`,
      };
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth < 3 && choices.happens(0.4)),
      );
      const values = fields.map((field) => ({ name: field.name, ...this.make(field.type, variable, depth + 1) }));
      return {
        json: Object.fromEntries(values.map(({ name, json }) => [name, json])),
        exact: Object.fromEntries(values.map(({ name, exact }) => [name, exact])),
        text: `{${values.map(({ name, text }) => `${name}: ${text}`).join(', ')}}`,
      };
    }
    if (isEnumType(type)) {
      const { name } = choices.of(type.getValues());
      return inputValue(name, name);
    }
    return this.#leafValue(type, variable);
  }

  #leafValue(type: GraphQLNamedInputType, variable: (type: GraphQLInputType) => string | null): InputValue {
    const choices = this.#choices;
    switch (type.name) {
      case 'Int':
        return literal(choices.of([1, 0, -5, 2 ** 31 - 1]));
      case 'Float':
        return choices.of(floats);
      case 'Boolean':
        return literal(choices.happens(0.5));
      case 'String':
        return choices.of(texts);
      case 'ID':
        return choices.of(ids);
      default:
        return type.extensions.validValues
          ? choices.of(type.extensions.validValues as InputValue[])
          : this.#customScalar(variable);
    }
  }

  /** A value of a custom scalar. Its literal may contain variables of any type. */
  #customScalar(variable: (type: GraphQLInputType) => string | null): InputValue {
    const value = this.#choices.of(customScalars);
    const name = variable(GraphQLInt);
    if (name === null) return value;
    return inputValue(null, this.#choices.of([`{v: $${name}, k: RED}`, `{a: {b: [$${name}]}}`]));
  }
}

/** The value whose JSON and text are the same. */
export const literal = (json: unknown): InputValue => inputValue(json, JSON.stringify(json));

const texts = [...['', 'a "quoted" \n \\ é', 'word'].map(literal), inputValue('b\n  "c"', '"""\n  b\n    "c"\n"""')];
const ids = [
  ...['1', 7, 'Movie:2'].map(literal),
  inputValue(12345678901234567890n, '12345678901234567890', '12345678901234567890'),
];
const floats = [
  ...[1, 2.5, -0.125].map(literal),
  inputValue(1e21, '1e21'),
  inputValue(2n ** 64n + 1n, '18446744073709551617', 2 ** 64),
];
