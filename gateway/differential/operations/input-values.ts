import {
  type GraphQLInputType,
  GraphQLInt,
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
  text: string;
}

const customScalars: readonly InputValue[] = [
  { json: 1, text: '1' },
  { json: 'x', text: '"x"' },
  { json: [true, null], text: '[true, null]' },
  { json: { a: { b: [0.5] } }, text: '{a: {b: [0.5]}}' },
  { json: 1.5, text: '12345678901234567890' },
  { json: -0.25, text: '-9007199254740993' },
  { json: 'RED', text: 'RED' },
  { json: { k: 'RED' }, text: '{k: RED, price: 1.10, list: [1e400, "RED"]}' },
  { json: {}, text: '1.10' },
  { json: [], text: '1e400' },
  { json: 'a \n b', text: '"""a\n  "quoted" b"""' },
];

const nullValue: InputValue = { json: null, text: 'null' };

/** Generates values of input types. */
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
    if (name !== null) return { json: null, text: `$${name}` };
    if (isNonNullType(type)) return this.#makeNonNull(type.ofType, variable, depth);
    return this.#choices.happens(0.12) ? nullValue : this.#makeNonNull(type, variable, depth);
  }

  #makeNonNull(type: GraphQLInputType, variable: (type: GraphQLInputType) => string | null, depth: number): InputValue {
    const choices = this.#choices;
    if (isListType(type)) {
      // Coercion makes a list of a single value.
      if (choices.happens(0.1) && !isListType(type.ofType)) return this.make(type.ofType, () => null, depth + 1);
      const items = Array.from({ length: choices.below(3) }, () => this.make(type.ofType, variable, depth + 1));
      return { json: items.map(({ json }) => json), text: `[${items.map(({ text }) => text).join(', ')}]` };
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth < 3 && choices.happens(0.4)),
      );
      const values = fields.map((field) => ({ name: field.name, ...this.make(field.type, variable, depth + 1) }));
      return {
        json: Object.fromEntries(values.map(({ name, json }) => [name, json])),
        text: `{${values.map(({ name, text }) => `${name}: ${text}`).join(', ')}}`,
      };
    }
    if (isEnumType(type)) {
      const { name } = choices.of(type.getValues());
      return { json: name, text: name };
    }
    return this.#leafValue('name' in type ? type.name : '', variable);
  }

  #leafValue(type: string, variable: (type: GraphQLInputType) => string | null): InputValue {
    const choices = this.#choices;
    switch (type) {
      case 'Int':
        return literal(choices.of([1, 0, -5, 2 ** 31 - 1]));
      case 'Float':
        return choices.of([literal(1), literal(2.5), literal(-0.125), { json: 1e21, text: '1e21' }]);
      case 'Boolean':
        return literal(choices.happens(0.5));
      case 'String':
        return choices.of([...texts, { json: 'b\n  "c"', text: '"""\n  b\n    "c"\n"""' }]);
      case 'ID':
        return choices.of(ids);
      default:
        return this.#customScalar(variable);
    }
  }

  /** A value of a custom scalar. Its literal may contain variables of any type. */
  #customScalar(variable: (type: GraphQLInputType) => string | null): InputValue {
    const value = this.#choices.of(customScalars);
    const name = variable(GraphQLInt);
    if (name === null) return value;
    return {
      json: null,
      text: this.#choices.of([`{v: $${name}, k: RED}`, `{a: {b: [$${name}]}}`]),
    };
  }
}

const literal = (json: unknown): InputValue => ({ json, text: JSON.stringify(json) });

const texts = ['', 'a "quoted" \n \\ é', 'word'].map(literal);
const ids = [...['1', 7, 'Movie:2'].map(literal), { json: '12345678901234567890', text: '12345678901234567890' }];
